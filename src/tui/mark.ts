import type { Glyphs } from "./glyphs.ts";
import type { Line } from "./line.ts";

/** The narrowest screen that has a cell to spare for the mark at its edge. */
export const MIN_MARKED = 20;

/** Marks in column `from` which part of what is longer than the screen is in sight. */
export function mark(
  lines: readonly Line[],
  top: number,
  total: number,
  from: number,
  glyphs: Glyphs,
): Line[] {
  const size = Math.max(1, Math.round((lines.length * lines.length) / total));
  const first = Math.round((top / (total - lines.length)) * (lines.length - size));
  return lines.map((line, row) => {
    const text = row >= first && row < first + size ? glyphs.thumb : " ";
    return { ...line, beside: { from, spans: [{ text, style: "faint" }] } };
  });
}
