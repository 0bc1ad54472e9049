import { formatDuration } from "../attention/duration.ts";
import type { FindAgent } from "../attention/known-agent.ts";
import type { RepositoryOf } from "../attention/names.ts";
import type { Session } from "../protocol/session.ts";
import { arrange } from "./board.ts";
import { drawRow, drawTitles, fitNames, type Limits, layOut, toRow } from "./columns.ts";
import { chooseGlyphs } from "./glyphs.ts";
import { cutLine, type Line } from "./line.ts";
import { choosePalette, encodeLine } from "./paint.ts";

/** What the table needs besides the sessions. */
export interface TableContext {
  columns: number;
  hasColor: boolean;
  nowMs: number;
  env: Readonly<Record<string, string | undefined>>;
  /** Those that the sessions are to be told from, themselves too. */
  all: readonly Session[];
  /** What to call a session on the command line. */
  idOf(session: Session): string;
  agentOf: FindAgent;
  repositoryOf: RepositoryOf;
}

/** The cells that the live view has for its cursor. */
const CURSOR = 2;

/**
 * The sessions as the live view lists them, for a terminal of that width: the last
 * to go are its sign, why it is in its status, and its project.
 */
export function drawTable(sessions: readonly Session[], context: TableContext): string[] {
  const { nowMs, hasColor, env, all, idOf, agentOf, repositoryOf } = context;
  const glyphs = chooseGlyphs(env);
  const columns = context.columns + CURSOR;
  const shown = new Set(sessions.map(({ session_id }) => session_id));
  const items = arrange(all, { filter: "", isGrouped: false }, nowMs, {
    repositoryOf,
    agentOf,
  });
  const rows = items
    .filter((item) => item.kind === "session")
    .filter(({ session }) => shown.has(session.session_id))
    .map((item) => ({
      ...toRow(item, nowMs, glyphs),
      time: formatDuration(item.session.elapsed_seconds * 1000),
      id: idOf(item.session),
    }));
  const layout = layOut(rows, columns, tableLimits(context.columns));
  const lines = [
    drawTitles(layout),
    ...fitNames(rows, layout, glyphs).map((row) => drawRow(row, layout, false, glyphs)),
  ];
  const palette = hasColor ? choosePalette(env) : undefined;
  return lines.map((line) => {
    const fitting = cutLine(withoutCursor(line), context.columns, glyphs);
    return encodeLine(fitting, context.columns, palette).trimEnd();
  });
}

/** Why a session waits is worth more than how long, which agent it is and where. */
function tableLimits(columns: number): Limits {
  const from = (least: number, width: number) => (columns >= least ? width : 0);
  return {
    status: columns >= 100 ? 20 : columns >= 60 ? 16 : 14,
    time: from(44, 7),
    branch: 0,
    id: from(50, columns),
    agent: from(90, 10),
    background: from(60, 4),
    host: from(110, 16),
  };
}

function withoutCursor({ spans, ...line }: Line): Line {
  const [first, ...rest] = spans;
  if (first === undefined) return { ...line, spans };
  return { ...line, spans: [{ ...first, text: first.text.slice(CURSOR) }, ...rest] };
}
