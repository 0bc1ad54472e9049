import type { Binding } from "./bindings.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, pad, type Style } from "./line.ts";

/** Cells of one of two columns: its texts are short enough for 80 on the screen. */
const HALF = 40;
const LABEL = 9;

const SIGNS: readonly [Style & keyof Glyphs["urgency"], string][] = [
  ["question", "question: blocked on you"],
  ["attention", "attention: wants a look"],
  ["working", "working"],
  ["started", "started: no prompt yet"],
  ["seen", "seen: known, or put off"],
  ["closed", "closed"],
];

const NOTES: readonly [string, string][] = [
  ["?", "behind a status: not heard"],
  ["", "from, not provably alive"],
  ["click", "choose; twice: focus"],
  ["wheel", "scroll"],
];

/** The help page, as many lines as it takes: two columns where that keeps it in sight. */
export function drawHelp(
  glyphs: Glyphs,
  bindings: readonly Binding[],
  columns: number,
  rows: number,
): Line[] {
  const lines = [
    ...bindings.map(({ shown, help }) => entry(shown, help, "strong")),
    ...[{ spans: [] }, ...SIGNS.map(([style, text]) => entry(glyphs.urgency[style], text, style))],
    ...[{ spans: [] }, ...NOTES.map(([label, text]) => entry(label, text, "plain"))],
  ];
  const half = Math.ceil(lines.length / 2);
  if (lines.length <= rows || half > rows || columns < 2 * HALF) return lines;
  return lines.slice(0, half).map((line, row) => {
    const beside = { from: HALF, spans: lines[half + row]?.spans ?? [] };
    return { ...line, beside };
  });
}

function entry(label: string, text: string, style: Style): Line {
  return {
    spans: [
      { text: `  ${pad(label, LABEL)}`, style },
      { text, style: "plain" },
    ],
  };
}
