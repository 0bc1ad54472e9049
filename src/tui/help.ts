import type { Binding } from "./bindings.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, pad, type Style } from "./line.ts";

const SIGNS: readonly [Style & keyof Glyphs["urgency"], string][] = [
  ["question", "question: blocked on your answer"],
  ["attention", "attention: its turn is over, or it wants a look"],
  ["working", "working"],
  ["started", "started: it waits for its first prompt"],
  ["seen", "seen: you know of it, or put it off"],
  ["closed", "closed"],
];

/** The help page, as many lines as it takes. */
export function drawHelp(glyphs: Glyphs, bindings: readonly Binding[]): Line[] {
  const keys = bindings.map(
    ({ shown, help }): Line => ({
      spans: [
        { text: `  ${pad(shown, 9)}`, style: "strong" },
        { text: help, style: "plain" },
      ],
    }),
  );
  const signs = SIGNS.map(
    ([style, text]): Line => ({
      spans: [
        { text: `  ${pad(glyphs.urgency[style], 9)}`, style },
        { text, style: "plain" },
      ],
    }),
  );
  const mouse = "mouse: a click chooses, a double click focuses, the wheel scrolls";
  const doubt = "a ? behind a status: not heard from, and not provably alive";
  return [
    ...keys,
    { spans: [] },
    ...signs,
    { spans: [] },
    { spans: [{ text: `  ${doubt}`, style: "plain" }] },
    { spans: [{ text: `  ${mouse}`, style: "plain" }] },
  ];
}
