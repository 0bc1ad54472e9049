import { type Line, type Style, textOf, widthOf } from "./line.ts";

const ESC = "\u001b[";
// Terminals that know it show what is between as one change (synchronized output).
const HOLD = `${ESC}?2026h`;
const SHOW = `${ESC}?2026l`;

// From the 16 colours, which every theme keeps readable on its own background; no
// yellow, white or black, which one half of them does not.
const SGR: Readonly<Record<Style, string>> = {
  plain: "",
  strong: "1",
  faint: "2",
  question: "1;31",
  attention: "1;35",
  working: "32",
  started: "",
  seen: "",
  closed: "2",
  warning: "1;31",
};

/** A line as the terminal takes it. Without colour it holds no escape sequence at all. */
export function encodeLine(line: Line, columns: number, hasColor: boolean): string {
  if (!hasColor) return textOf(line);
  if (line.isSelected === true) {
    const text = textOf(line);
    return `${ESC}7m${text}${" ".repeat(Math.max(0, columns - widthOf(text)))}${ESC}0m`;
  }
  return line.spans
    .map(({ text, style }) => (SGR[style] === "" ? text : `${ESC}${SGR[style]}m${text}${ESC}0m`))
    .join("");
}

/** What to write so that a terminal that shows `before` shows `after`; nothing when they are the same. */
export function diffLines(before: readonly string[] | undefined, after: readonly string[]): string {
  const changed = after.flatMap((line, row) =>
    before?.[row] === line ? [] : `${ESC}${row + 1};1H${ESC}K${line}`,
  );
  const clear = before === undefined ? `${ESC}2J` : "";
  return changed.length === 0 && clear === "" ? "" : `${HOLD}${clear}${changed.join("")}${SHOW}`;
}
