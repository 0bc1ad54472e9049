import type { Item } from "./board.ts";
import { drawRow, drawTitles, layOut, type Row, toRow, viewLimits } from "./columns.ts";
import type { Glyphs } from "./glyphs.ts";
import { cutLine, type Line, printable } from "./line.ts";
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
  // Widths come from a stretch around what is in sight: few enough to be quick,
  // enough to keep columns still while one scrolls.
  const from = Math.max(0, state.top - 200);
  const rows = new Map<Item, Row>();
  for (const item of items.slice(from, state.top + bodyRows + 200)) {
    if (item.kind === "session") {
      rows.set(item, toRow(item, columns < 80, nowMs, glyphs));
    }
  }
  const layout = layOut([...rows.values()], columns, viewLimits(columns));
  const current = currentRow(items, state);
  const visible: Row[] = [];
  const lines = items.slice(state.top, state.top + bodyRows).map((item, index) => {
    const row = rows.get(item);
    if (row === undefined) return drawGroup(item, columns, glyphs);
    visible.push(row);
    return drawRow(row, layout, state.top + index === current, glyphs);
  });
  return {
    titles: drawTitles(layout),
    lines: lines.map((line) => cutLine(line, columns, glyphs)),
    visible,
  };
}

function drawGroup(item: Item, columns: number, glyphs: Glyphs): Line {
  if (item.kind !== "group") return { spans: [] };
  const name = ` ${printable(item.project, glyphs)} (${item.count}) `;
  const rule = glyphs.rule.repeat(Math.max(0, Math.min(columns, 200) - name.length - 2));
  return {
    spans: [
      { text: glyphs.rule, style: "faint" },
      { text: name, style: "strong" },
      { text: rule, style: "faint" },
    ],
  };
}
