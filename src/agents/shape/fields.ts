import { hasControlCharacters } from "../../protocol/text.ts";

/** A JSON object nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = Object.freeze({});
const MAX_PID = 2 ** 31 - 1;

/** The value as an object; an empty one for anything else. */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return NO_FIELDS;
  // Any object can be read by key; what it holds stays unknown.
  return value as Fields;
}

/** The object's own value of that name: never what `Object.prototype` has. */
export function fieldOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The first of these that is a string with something in it. */
export function textOf(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fieldOf(fields, name);
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}

/** The list of that name; undefined when there is none, which is not the same as an empty one. */
export function listOf(fields: Fields, name: string): readonly unknown[] | undefined {
  const value = fieldOf(fields, name);
  return Array.isArray(value) ? value : undefined;
}

/** The first of these that the wire takes as a session id. */
export function sessionIdOf(fields: Fields, ...names: readonly string[]): string | undefined {
  return names.map((name) => asName(fieldOf(fields, name))).find((id) => id !== undefined);
}

/** The value when the wire takes it as a name: of a session, an event, a question. */
export function asName(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "" || value.length > 256) return undefined;
  return hasControlCharacters(value) || !value.isWellFormed() ? undefined : value;
}

/** The first of these that is an absolute path; the `/d:/x` of Cursor on Windows becomes `d:/x`. */
export function pathOf(...values: readonly unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value !== "string" || value.length > 4096) continue;
    const path = value.replace(/^\/(?=[A-Za-z]:[\\/])/, "");
    if (/^(\/|[A-Za-z]:[\\/])/.test(path)) return path;
  }
  return undefined;
}

/** A time in Unix milliseconds, from such a number or an ISO 8601 text. */
export function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? Date.parse(value) : value;
  return typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
}

/** A process id. */
export function pidOf(value: unknown): number | undefined {
  const isPid = typeof value === "number" && Number.isInteger(value);
  return isPid && value >= 1 && value <= MAX_PID ? value : undefined;
}

/** The same fields with the names of the top level in snake_case: `toolName` -> `tool_name`. */
export function snakeCased(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
