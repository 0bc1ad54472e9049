import { type JsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";

export type { JsonSchema } from "@valibot/to-json-schema";

/** Name of a definition -> its schema. */
export type Schemas = Readonly<Record<string, v.GenericSchema>>;

/**
 * A schema as JSON Schema; what it holds of the others is a reference to them.
 * Clean-up after a check is not told, nor what no JSON Schema can say: that a
 * text has no lone surrogate.
 */
export function toJsonSchema(schema: v.GenericSchema, others: Schemas = {}): JsonSchema {
  const definitions = { "": schema, ...others };
  const { "": converted = {} } = toJsonSchemaDefs(definitions, {
    target: "draft-2020-12",
    typeMode: "output",
    ignoreActions: ["transform", "check"],
    // One that has got a description of its own would be written out again there.
    overrideSchema: ({ valibotSchema, referenceId }) =>
      referenceId && valibotSchema !== schema ? { $ref: `#/$defs/${referenceId}` } : undefined,
  });
  return converted;
}
