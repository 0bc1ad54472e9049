import type { Item } from "./board.ts";
import { drawRow, drawTitles, fitNames, layOut, type Row, toRow, viewLimits } from "./columns.ts";
import type { Glyphs } from "./glyphs.ts";
import { cutLine, type Line, printable, widthOf } from "./line.ts";
import { currentRow, type ViewState } from "./state.ts";

/** The list page: its titles, and the rows that are in sight. */
export interface ListPage {
  titles: Line;
  lines: Line[];
  /** The sessions in sight. */
  visible: Row[];
}

/** The narrowest list that has a cell to spare for the mark at its edge. */
const MIN_MARKED = 20;

/** Draws the list from `state.top` on, `bodyRows` lines of it. */
export function drawList(
  items: readonly Item[],
  state: ViewState,
  columns: number,
  bodyRows: number,
  nowMs: number,
  glyphs: Glyphs,
): ListPage {
  const isMarked = items.length > bodyRows && columns >= MIN_MARKED;
  const width = isMarked ? columns - 1 : columns;
  // Widths come from a stretch around what is in sight: few enough to be quick,
  // enough to keep columns still while one scrolls.
  const from = Math.max(0, state.top - 200);
  const drawn = items
    .slice(from, state.top + bodyRows + 200)
    .filter((item) => item.kind === "session");
  const texts = drawn.map((item) => toRow(item, nowMs, glyphs));
  const layout = layOut(texts, width, viewLimits(width));
  const fitted = fitNames(texts, layout, glyphs);
  const rows = new Map<Item, Row>(drawn.map((item, index) => [item, fitted[index] as Row])); // one each
  const current = currentRow(items, state);
  const visible: Row[] = [];
  const lines = items.slice(state.top, state.top + bodyRows).map((item, index) => {
    const row = rows.get(item);
    if (row === undefined) return drawGroup(item, width, glyphs);
    visible.push(row);
    return drawRow(row, layout, state.top + index === current, glyphs);
  });
  const cut = lines.map((line) => cutLine(line, width, glyphs));
  return {
    titles: drawTitles(layout, state.isGrouped),
    lines: isMarked ? mark(cut, state.top, items.length, width, glyphs) : cut,
    visible,
  };
}

/** Marks at the edge which part of the list is in sight. */
function mark(
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

function drawGroup(item: Item, columns: number, glyphs: Glyphs): Line {
  if (item.kind !== "group") return { spans: [] };
  const name = ` ${printable(item.project, glyphs)} (${item.count}) `;
  const rule = glyphs.rule.repeat(Math.max(0, Math.min(columns, 200) - widthOf(name) - 2));
  return {
    spans: [
      { text: glyphs.rule, style: "faint" },
      { text: name, style: "strong" },
      { text: rule, style: "faint" },
    ],
  };
}
