import type { Item } from "./board.ts";
import { drawRow, drawTitles, fitNames, layOut, type Row, toRow, viewLimits } from "./columns.ts";
import type { Glyphs } from "./glyphs.ts";
import { cutLine, cutMiddle, type Line, printable, widthOf } from "./line.ts";
import { MIN_MARKED, mark } from "./mark.ts";
import { currentRow, type ViewState } from "./state.ts";

/** The list page: its titles, and the rows that are in sight. */
export interface ListPage {
  titles: Line;
  lines: Line[];
  /** The sessions in sight. */
  visible: Row[];
}

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
  const layout = layOut(texts, width, viewLimits(width, texts));
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

function drawGroup(item: Item, columns: number, glyphs: Glyphs): Line {
  if (item.kind !== "group") return { spans: [] };
  const count = ` (${item.count}) `;
  const room = Math.max(0, columns - widthOf(count) - 2);
  const name = ` ${cutMiddle(printable(item.project, glyphs), room, glyphs)}${count}`;
  const rule = glyphs.rule.repeat(Math.max(0, Math.min(columns, 200) - widthOf(name) - 2));
  return {
    spans: [
      { text: glyphs.rule, style: "faint" },
      { text: name, style: "strong" },
      { text: rule, style: "faint" },
    ],
  };
}
