// Made while the program is built: it carries the text and none of what made it.
import { schemaDocument } from "./document.ts" with { type: "macro" };
import { schemaTypes } from "./types.ts" with { type: "macro" };

/** Every shape of the protocol and of `--json`, as JSON Schema. */
export const SCHEMA: object = schemaDocument();
/** The same as TypeScript types. */
export const TYPES: string = await schemaTypes();
