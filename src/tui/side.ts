import type { Glyphs } from "./glyphs.ts";
import type { Line, Span } from "./line.ts";

/** Columns from which on the details stand beside the list. */
const FROM = 140;
const LEAST = 50;
const SHARE = 0.36;

/** Columns that the details beside the list take, with the wall between; 0 for none. */
export function sideOf(columns: number): number {
  return columns < FROM ? 0 : Math.max(LEAST, Math.floor(columns * SHARE));
}

/** A list with the details of the session under its cursor beside it, from column `from` on. */
export function drawBeside(
  { titles, lines }: { titles: Line; lines: readonly Line[] },
  details: readonly Line[],
  from: number,
  rows: number,
  glyphs: Glyphs,
): { titles: Line; lines: Line[] } {
  const wall: Span = { text: glyphs.wall, style: "faint" };
  const join = (line: Line, spans: readonly Span[]): Line => {
    const edge = line.beside?.spans ?? [];
    return {
      ...line,
      beside: { from: line.beside?.from ?? from, spans: [...edge, wall, ...spans] },
    };
  };
  return {
    titles: join(titles, [{ text: " details", style: "faint" }]),
    lines: Array.from({ length: rows }, (_, row) =>
      join(lines[row] ?? { spans: [] }, details[row]?.spans ?? []),
    ),
  };
}
