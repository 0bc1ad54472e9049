// What the fields of reports and sessions are made of.
import * as v from "valibot";
import { hasControlCharacters, toOneLine, truncate } from "./text.ts";

/** Longest `message` kept, in UTF-16 units. */
export const MAX_MESSAGE_LENGTH = 1000;

export const AgentType = v.pipe(
  v.string("expected a string"),
  v.regex(/^[a-z0-9_-]{1,32}$/, "expected 1 to 32 of a-z, 0-9, _ and -"),
);

export const Reason = v.pipe(
  v.string("expected a string"),
  v.regex(/^[a-z0-9_]{1,32}$/, "expected 1 to 32 of a-z, 0-9 and _"),
);

// An empty path is what some agents send for "unknown"; a lost report would be worse.
export const AbsolutePath = v.pipe(
  v.string("expected a string"),
  v.check(
    (path) => path === "" || (path.length <= 4096 && /^(\/|[A-Za-z]:[\\/])/.test(path)),
    "expected an absolute path of at most 4096 characters",
  ),
  // Strict readers refuse a whole answer for one lone surrogate.
  v.transform((path) => (path === "" ? null : path.toWellFormed())),
);

export const OneLine = v.pipe(
  v.string("expected a string"),
  v.transform((text) => truncate(toOneLine(text), MAX_MESSAGE_LENGTH) || null),
);

export const Label = v.pipe(
  v.string("expected a string"),
  v.check(
    (text) => text.length >= 1 && text.length <= 256 && !hasControlCharacters(text),
    "expected 1 to 256 characters, none of them a control character",
  ),
  v.transform((text) => text.toWellFormed()),
);

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

export function integer(min: number, max = MAX_INTEGER) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return v.pipe(
    v.number(expected),
    v.check((value) => Number.isSafeInteger(value) && value >= min && value <= max, expected),
  );
}

export const Flag = v.boolean("expected true or false");

// Before anything in it is looked at: a line holds half a million entries, and
// to check each takes as many microseconds.
export function atMost<T>(max: number, what: string) {
  const size = (value: unknown) =>
    typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  return v.custom<T>((value) => {
    return (Array.isArray(value) ? value.length : size(value)) <= max;
  }, `expected at most ${max} ${what}`);
}

export function field<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(v.optional(schema), v.description(description));
}

export function nullableField<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.pipe(v.optional(v.nullable(schema)), v.description(description));
}
