// What text from outside may carry into each place it ends in: a session's fields
// come from agents, containers and whoever names a folder.
//
//   terminal, log, notification   toOneLine   controls become a space, what is invisible goes
//   shell line, clipboard         shellWord   none of either, or there is no line at all
//   status bar                    barText     letters, digits and a few signs
//   tooltip of a bar              plainMarkup   all but what begins a tag or an entity
//   JSON for whoever asks         toJson      all of it, escaped: on standard output, to a
//                                             command, a webhook, a web page or a broker
//   the hub's own socket          JSON as it is, for programs
//   a metric's label              escapeUnsafe  the same, within the label's own rules
//   what a person decides by      unshowable  shown as it is, or not to be answered here
//   file name                     none of it becomes one
//
// Controls are C0, C1 and DEL (escape sequences, line breaks), line and paragraph
// separators, and what makes a text show in another order than it is stored.
// Invisible are the characters that a terminal shows nothing for.
const CONTROLS = String.raw`\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069`;
const CONTROL_RUNS = new RegExp(`[${CONTROLS}]+`, "g");
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}--[\u200c\u200d\ufe00-\ufe0f]]/gv;
/** Zero-width joiners but those between letters of scripts that need them, and within emoji. */
const STRAY_JOINERS = new RegExp(
  [
    String.raw`(?<![[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]--\p{ASCII}])[\u200c\u200d]`,
    String.raw`[\u200c\u200d](?![[\p{L}\p{Extended_Pictographic}]--\p{ASCII}])`,
  ].join("|"),
  "gv",
);
/** Any of them, and half a character. */
const UNSAFE = new RegExp(
  `[${CONTROLS}\\p{Surrogate}[\\p{Default_Ignorable_Code_Point}--[\\ufe00-\\ufe0f]]]`,
  "v",
);
const UNSAFE_UNITS = new RegExp(UNSAFE.source, "gv");

/** What may look like something else, or like nothing, where a person decides by it. */
const DECEPTIVE =
  /[\p{Default_Ignorable_Code_Point}[\p{Zs}--\u0020]\u2800\ufffc\ufffd\p{Co}\p{Cn}]/v;
/** A gap so long that what comes after it may be overlooked. */
const LONG_GAP = /[ \t]{81}|(?:[ \t]*\n){9}/;

/** A text that holds no control. Without flags, for JSON Schema has none. */
export const ONE_LINE = new RegExp(`^[^${CONTROLS}]*$`);

/**
 * The text as one line that is safe to print: each run of control characters
 * becomes one space, invisible ones go, ends are trimmed, lone surrogates become
 * U+FFFD.
 */
export function toOneLine(text: string): string {
  if (!UNSAFE.test(text)) return text.trim();
  const shown = text.toWellFormed().replace(CONTROL_RUNS, " ").replace(INVISIBLE, "");
  return shown.replace(STRAY_JOINERS, "").trim();
}

/**
 * The word as a POSIX shell reads it back unchanged; undefined for one that could
 * act on its way there: pasted, an escape sequence or line break ends the quotes.
 */
export function shellWord(text: string): string | undefined {
  if (UNSAFE.test(text)) return undefined;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The text as a part of a status bar's line: bars read their own commands out of
 * it (tmux #[…] and #(…), zsh and polybar %…, markup <…>).
 */
export function barText(text: string): string {
  return toOneLine(text).replace(/[^\p{L}\p{M}\p{N} ._+@-]/gu, "_");
}

/** The text where Pango's markup is read, or where it is not: the same in both. */
export function plainMarkup(text: string): string {
  return toOneLine(text).replace(/[<>&]/g, "_");
}

/** The value as JSON whose every character can be printed: the others are escaped. */
export function toJson(value: unknown, indent?: number): string {
  // Line breaks are its own: in texts they are escaped already.
  return JSON.stringify(value, null, indent).replace(UNSAFE_UNITS, (character) =>
    character === "\n" ? character : escapeUnits(character),
  );
}

/** The text with what can't be printed escaped as in JSON: two that differ do so still. */
export function escapeUnsafe(text: string): string {
  return text.replace(UNSAFE_UNITS, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from(units(character), escapeUnit).join("");
}

function* units(character: string): Generator<number> {
  for (let at = 0; at < character.length; at++) yield character.charCodeAt(at);
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/**
 * Why a text must not be decided by where it is shown: it may look like another
 * one, or its end be overlooked. Undefined where it shows as it is: then it holds
 * nothing but what can be seen, line breaks and tabs.
 */
export function unshowable(text: string): string | undefined {
  if (UNSAFE.test(text.replace(/[\n\t]/g, ""))) return "it holds characters that can't be shown";
  if (DECEPTIVE.test(text)) return "it holds characters that may look like others, or like none";
  if (LONG_GAP.test(text)) return "it holds a gap after which something may be overlooked";
  return text.trim() === "" ? "it says nothing" : undefined;
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
function lastComponent(path: string): string {
  let end = path.length;
  while (isSeparator(path[end - 1])) end -= 1;
  let start = end;
  while (start > 0 && !isSeparator(path[start - 1])) start -= 1;
  return path.slice(start, end);
}

/** Last component of a working directory as a person reads it; `unknown` for none or `/`. */
export function displayName(workingDir: string | null): string {
  const last = workingDir === null ? "" : lastComponent(workingDir);
  return toOneLine(last) || "unknown";
}

function isSeparator(character: string | undefined): boolean {
  return character === "/" || character === "\\";
}
