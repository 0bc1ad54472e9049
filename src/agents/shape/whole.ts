import { type Fields, fieldOf } from "./fields.ts";

/** More than is ever shown: a text that is cut here is too long to be answered. */
const MAX_LENGTH = 60_000;

/**
 * The whole of what a tool is to do, for a person who decides by it: its name,
 * then each member of its input by name. A text of several lines is set in, so
 * that none of it reads as another member.
 */
export function wholeOf(name: string, input: Fields, folder: string | undefined): string {
  const members = Object.keys(input).map((key) => member(key, fieldOf(input, key)));
  const where = folder === undefined ? [] : [member("in", folder)];
  return [setIn(name), ...members, ...where].join("\n").slice(0, MAX_LENGTH);
}

function member(key: string, value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  const name = `${setIn(key)}:`;
  return text.includes("\n") ? `${name}\n  ${setIn(text)}` : `${name} ${text}`;
}

function setIn(text: string): string {
  return text.replaceAll("\n", "\n  ");
}
