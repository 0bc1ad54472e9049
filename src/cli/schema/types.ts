import { compile, type JSONSchema } from "json-schema-to-typescript";
import { schemaDocument } from "./document.ts";

/** The same as {@link schemaDocument}, as TypeScript types: one for each definition, by its name. */
export async function schemaTypes(): Promise<string> {
  const { description, $defs = {} } = schemaDocument();
  const options = { additionalProperties: false, bannerComment: "" };
  const types = await Promise.all(
    Object.entries($defs).map(([name, schema]) =>
      compile(byName(schema as JSONSchema), name, options),
    ),
  );
  return [`// ${description}\n`, ...types].join("\n");
}

// One compiled with what it refers to has those types once more: `Session1`.
function byName<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(byName) as T; // of the same kind
  const entries = Object.entries(value).map(([key, one]) =>
    key === "$ref" ? ["tsType", String(one).split("/").at(-1)] : [key, byName(one)],
  );
  return Object.fromEntries(entries);
}
