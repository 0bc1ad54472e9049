import { type Line, type Span, type Style, textOf, widthOf } from "./line.ts";

const ESC = "\u001b[";
// Terminals that know it show what is between as one change (synchronized output).
const HOLD = `${ESC}?2026h`;
const SHOW = `${ESC}?2026l`;

/** What each style looks like: parameters of SGR. */
export type Palette = Readonly<Record<Style, string>>;

// From the 16 colours, which every theme, light or dark, keeps readable on its own
// background; no yellow, white or black, which one half of them does not.
const DEFAULT_PALETTE: Palette = {
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

/**
 * The terminal's own colours, but for what `AGENT_CONSOLE_COLORS` names, as
 * `question=1;33:working=38;5;39`; a style or colour that is none is passed over.
 */
export function choosePalette(env: Readonly<Record<string, string | undefined>>): Palette {
  const wanted = (env.AGENT_CONSOLE_COLORS ?? "").split(":").flatMap((entry) => {
    const [, name = "", codes = ""] = /^([a-z]+)=(\d{0,3}(?:;\d{1,3}){0,8})$/.exec(entry) ?? [];
    return Object.hasOwn(DEFAULT_PALETTE, name) ? [[name, codes]] : [];
  });
  return { ...DEFAULT_PALETTE, ...Object.fromEntries(wanted) };
}

/** A line as the terminal takes it. Without a palette it holds no escape sequence at all. */
export function encodeLine(line: Line, columns: number, palette: Palette | undefined): string {
  if (palette === undefined) return textOf(line);
  const { spans, beside, isSelected } = line;
  const until = beside?.from ?? (isSelected === true ? columns : 0);
  const room = until - spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  const padded: readonly Span[] =
    room > 0 ? [...spans, { text: " ".repeat(room), style: "plain" }] : spans;
  const left = padded.map((span) => paint(span, palette, isSelected === true)).join("");
  return `${left}${(beside?.spans ?? []).map((span) => paint(span, palette, false)).join("")}`;
}

function paint({ text, style }: Span, palette: Palette, isSelected: boolean): string {
  const codes = palette[style];
  if (!isSelected) return codes === "" ? text : `${ESC}${codes}m${text}${ESC}0m`;
  // Dim on the ground of the selection could not be read.
  const shown = codes === "" || style === "faint" || style === "closed" ? "" : `;${codes}`;
  return `${ESC}7${shown}m${text}${ESC}0m`;
}

/** What to write so that a terminal that shows `before` shows `after`; nothing when they are the same. */
export function diffLines(before: readonly string[] | undefined, after: readonly string[]): string {
  const changed = after.flatMap((line, row) =>
    before?.[row] === line ? [] : `${ESC}${row + 1};1H${ESC}K${line}`,
  );
  const clear = before === undefined ? `${ESC}2J` : "";
  return changed.length === 0 && clear === "" ? "" : `${HOLD}${clear}${changed.join("")}${SHOW}`;
}
