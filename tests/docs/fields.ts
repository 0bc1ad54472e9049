import type { JsonSchema } from "../../src/cli/schema/convert.ts";
import { ABSOLUTE } from "../../src/protocol/fields.ts";
import { ONE_LINE } from "../../src/protocol/text.ts";

const MAX = Number.MAX_SAFE_INTEGER;

/**
 * An object's fields as a table: name, type with its bounds, meaning.
 * @param v1 the fields that version 1 has; undefined where none is told of.
 */
export function renderFields(
  { properties = {}, required }: JsonSchema,
  v1?: readonly string[],
): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const field = property as JsonSchema; // never `true` or `false`: no schema of ours gives that
    return [
      `\`${name}\`${required?.includes(name) ? "" : "?"}`,
      typeWords(field),
      field.description ?? "",
      ...(v1 === undefined ? [] : [v1.includes(name) ? "v1" : ""]),
    ];
  });
  return renderTable(["field", "type", "meaning", ...(v1 === undefined ? [] : ["since"])], rows);
}

/** A heading and rows as a table; a bar in a cell would end it. */
export function renderTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [heading, heading.map(() => "---"), ...rows].map((cells) => {
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return lines.join("\n");
}

/** A type as a person reads it, e.g. `integer from 1 to 5, or null`. */
export function typeWords(schema: JsonSchema): string {
  const { $ref, anyOf, enum: values, type } = schema;
  if ($ref !== undefined) return linkTo($ref.split("/").at(-1) ?? "");
  if (schema.const !== undefined) return code(schema.const);
  if (values !== undefined) return either(values.map(code));
  if (anyOf !== undefined) return either(anyOf.map((one) => typeWords(one as JsonSchema)));
  if (type === "boolean") return "true or false";
  if (type === "integer") return integerWords(schema);
  if (type === "string") return stringWords(schema);
  if (type === "array") return arrayWords(schema);
  if (type === "object") return objectWords(schema);
  return typeof type === "string" ? type : "anything";
}

/** A link to the heading of a type on the same page. */
export function linkTo(heading: string): string {
  return `[${heading}](#${heading.toLowerCase().replaceAll(" ", "-")})`;
}

function integerWords({ minimum = 0, maximum = MAX }: JsonSchema): string {
  return maximum === MAX ? `integer from ${minimum}` : `integer from ${minimum} to ${maximum}`;
}

function stringWords({ minLength, maxLength, pattern }: JsonSchema): string {
  const length = minLength ? `${minLength} to ${maxLength}` : `at most ${maxLength}`;
  const size = maxLength === undefined ? "" : ` of ${length} characters`;
  if (pattern === ABSOLUTE.source) return `absolute path${size}`;
  if (pattern === ONE_LINE.source) return `text${size}`;
  return pattern === undefined ? `string${size}` : `string like ${code(pattern)}`;
}

function arrayWords({ items, maxItems }: JsonSchema): string {
  const each = typeWords(items as JsonSchema);
  return maxItems === undefined ? `array of ${each}` : `array, at most ${maxItems}, of ${each}`;
}

function objectWords(schema: JsonSchema): string {
  const { properties, propertyNames, additionalProperties, maxProperties } = schema;
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(([name, one]) => {
      return `\`${name}\`: ${typeWords(one as JsonSchema)}`;
    });
    return `object with ${fields.join("; ")}`;
  }
  const key = typeWords(propertyNames as JsonSchema);
  const value = typeWords(additionalProperties as JsonSchema);
  return `object, at most ${maxProperties} entries; keys: ${key}; values: ${value}`;
}

function either(words: readonly string[]): string {
  const [last = "", ...rest] = words.toReversed();
  return rest.length === 0 ? last : `${rest.toReversed().join(", ")}, or ${last}`;
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
