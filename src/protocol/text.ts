// What must not reach a terminal or a log as it came: C0 and C1 controls and DEL
// (escape sequences, line breaks), line and paragraph separators, and the
// bidirectional overrides that let a text show in another order than it is stored.
const UNPRINTABLE = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069`;
const UNPRINTABLE_RUNS = new RegExp(`[${UNPRINTABLE}]+`, "g");

/** A text that holds none of them. Without flags, for JSON Schema has none. */
export const ONE_LINE = new RegExp(`^[^${UNPRINTABLE}]*$`);

/**
 * The text as one line that is safe to print: each run of control characters
 * becomes one space, ends are trimmed, lone surrogates become U+FFFD.
 */
export function toOneLine(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE_RUNS, " ").trim();
}

/** At most `maxLength` UTF-16 units, never half a character; a cut text ends in `…`. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}

/** True when the text holds a character that {@link toOneLine} would take out. */
export function hasControlCharacters(text: string): boolean {
  return !ONE_LINE.test(text);
}

/** A value of JSON's as an error quotes it: short, safe to print, never what an object holds. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array"; // may be nested too deep to be written out
  if (typeof value === "object" && value !== null) return "an object";
  return truncate(toOneLine(JSON.stringify(value) ?? typeof value), 80);
}

/** Last component of a path of either kind, in time that grows with its length only; empty for a root. */
export function lastComponent(path: string): string {
  let end = path.length;
  while (isSeparator(path[end - 1])) end -= 1;
  const slash = Math.max(path.lastIndexOf("/", end - 1), path.lastIndexOf("\\", end - 1));
  return path.slice(slash + 1, end);
}

function isSeparator(character: string | undefined): boolean {
  return character === "/" || character === "\\";
}
