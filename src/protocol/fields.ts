// What the fields of reports and sessions are made of. A bound is said by an
// action of valibot's, in the words its refusal has: the reference and the JSON
// Schema are made from both.
import * as v from "valibot";
import { ONE_LINE, toOneLine, truncate } from "./text.ts";

/** Longest `message` kept, in UTF-16 units. */
export const MAX_MESSAGE_LENGTH = 1000;

/** A text of one line, of so many characters. */
export function text(min: number, max: number, expected = "") {
  const words =
    expected || `expected ${min} to ${max} characters, none of them a control character`;
  return v.pipe(
    v.string("expected a string"),
    v.minLength(min, words),
    v.maxLength(max, words),
    v.regex(ONE_LINE, words),
  );
}

export const AgentType = v.pipe(
  v.string("expected a string"),
  v.regex(/^[a-z0-9_-]{1,32}$/, "expected 1 to 32 of a-z, 0-9, _ and -"),
);

export const Reason = v.pipe(
  v.string("expected a string"),
  v.regex(/^[a-z0-9_]{1,32}$/, "expected 1 to 32 of a-z, 0-9 and _"),
);

/** What an absolute path begins with, on any system; nothing, where it is unknown. */
export const ABSOLUTE = /^($|\/|[A-Za-z]:[\\/])/;
const PATH_EXPECTED = "expected an absolute path of at most 4096 characters";
// An empty path is what some agents send for "unknown"; a lost report would be worse.
export const AbsolutePath = v.pipe(
  v.string("expected a string"),
  v.maxLength(4096, PATH_EXPECTED),
  v.regex(ABSOLUTE, PATH_EXPECTED),
  // Strict readers refuse a whole answer for one lone surrogate.
  v.transform((path) => (path === "" ? null : path.toWellFormed())),
);

/** An absolute path; a relative one is nobody's by the time it arrives, and is left out (v1). */
export const WorkingDir = v.pipe(
  v.string("expected a string"),
  v.maxLength(4096, "expected at most 4096 characters"),
  v.transform((path) => {
    if (path === "") return null;
    return ABSOLUTE.test(path) ? path.toWellFormed() : undefined;
  }),
);

/** A whole number; one that JSON can't give back exactly is the largest that it can (v1). */
export const Priority = v.pipe(
  v.number("expected a whole number from 0"),
  v.integer("expected a whole number from 0"),
  v.minValue(0, "expected a whole number from 0"),
  v.transform((priority) => Math.min(priority, Number.MAX_SAFE_INTEGER)),
);

export const OneLine = v.pipe(
  v.string("expected a string"),
  v.transform((line) => truncate(toOneLine(line), MAX_MESSAGE_LENGTH) || null),
);

/** Longest `title` kept, in UTF-16 units. */
const MAX_TITLE_LENGTH = 200;

export const Title = v.pipe(
  v.string("expected a string"),
  v.transform((line) => truncate(toOneLine(line), MAX_TITLE_LENGTH) || null),
);

export const Label = v.pipe(
  text(1, 256),
  v.transform((label) => label.toWellFormed()),
);

/** A whole number; of what is not bounded, any that JSON gives back exactly. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(expected),
    v.safeInteger(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  );
}

export const Flag = v.boolean("expected true or false");

/** So many items at most. */
export function list<const S extends v.GenericSchema>(item: S, max: number, what: string) {
  const expected = `expected at most ${max} ${what}`;
  return v.pipe(
    atMost<v.InferInput<S>[]>(max, expected),
    v.array(item),
    v.maxLength(max, expected),
  );
}

/** An object of texts, with so many keys at most. */
export function record<const S extends v.GenericSchema<string, string>>(value: S, max: number) {
  const [kind, expected] = ["expected an object of strings", `expected at most ${max} entries`];
  const key = v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,32}$/, "expected keys of a-z, 0-9 and _"));
  return v.pipe(
    v.custom<Record<string, string>>((given) => !Array.isArray(given), kind),
    atMost<Record<string, string>>(max, expected),
    v.record(key, value, kind),
    v.maxEntries(max, expected),
  );
}

// Before anything in it is looked at: a line holds half a million entries, and
// to check each takes as many microseconds.
function atMost<T>(max: number, expected: string) {
  const size = (value: unknown) =>
    typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  return v.custom<T>(
    (value) => (Array.isArray(value) ? value.length : size(value)) <= max,
    expected,
  );
}

/** A whole number as answers hold them: never negative, never fractional (v1). */
export const Count = integer(0);

/** The schema of a field, and what it means. */
export function told<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(schema, v.description(description));
}

/** A field that may be left out. */
export function field<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(v.optional(schema), v.description(description));
}

/** The same, and null takes back what was said of it. */
export function nullableField<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(v.optional(v.nullable(schema)), v.description(description));
}
