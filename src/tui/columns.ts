import { formatDuration } from "../attention/duration.ts";
import { isSnoozed, type Urgency, urgencyOf } from "../attention/rank.ts";
import { describeStatus, shortStatus } from "../attention/reason.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";
import type { Glyphs } from "./glyphs.ts";
import {
  cut,
  cutStart,
  type Line,
  pad,
  printable,
  type Span,
  type Style,
  widthOf,
} from "./line.ts";

/** One session as the list shows it: printable texts, not yet cut. */
export interface Row {
  session: Session;
  urgency: Urgency;
  status: string;
  time: string;
  project: string;
  branch: string;
  agent: string;
  background: string;
  host: string;
  message: string;
}

/** How wide each column is; 0 for one there is no room or no use for. */
export interface Layout {
  status: number;
  time: number;
  project: number;
  branch: number;
  agent: number;
  background: number;
  host: number;
  message: number;
}

const GAP = 2;
/** Marker and sign of urgency, each with the space after it. */
const LEAD = 4;
const MIN_MESSAGE = 10;
const ALL_TITLES = {
  status: "status",
  time: "for",
  project: "project",
  branch: "branch",
  agent: "agent",
  background: "bg",
  host: "host",
  message: "message",
} as const;

/** The texts of one session, for a screen of that width. */
export function toRow(
  { session, project, branch, agent }: Item & { kind: "session" },
  columns: number,
  nowMs: number,
  glyphs: Glyphs,
): Row {
  const isAcknowledged = session.acknowledged_ms !== null && !isSnoozed(session, nowMs);
  const isSeen = session.status === "question" && isAcknowledged;
  const short = shortStatus(session, nowMs);
  const words = columns >= 80 ? describeStatus(session, nowMs) : short;
  const child = session.parent_id === null ? "" : glyphs.child;
  return {
    session,
    urgency: urgencyOf(session, nowMs),
    // Its sign says that it asks: the words have room for what was said of it.
    status: `${isSeen ? `seen: ${short}` : words}${session.stale ? "?" : ""}`,
    time: formatDuration(nowMs - session.since_ms),
    project: `${child}${printable(project, glyphs)}`,
    branch: printable(branch, glyphs),
    agent: printable(agent, glyphs),
    background: session.background > 0 ? `+${session.background}` : "",
    host: printable(session.host ?? "", glyphs),
    message: printable(session.message ?? "", glyphs),
  };
}

/** Divides the width: what tells sessions apart comes first, the message gets the rest. */
export function layOut(rows: readonly Row[], columns: number): Layout {
  const layout: Layout = {
    status: columns >= 50 ? widest(rows, "status", columns >= 100 ? 28 : 20) : 0,
    time: columns >= 20 ? widest(rows, "time", 7) : 0,
    project: 0,
    branch:
      columns >= 90 && has(rows, "branch") ? widest(rows, "branch", columns >= 120 ? 24 : 16) : 0,
    agent: columns >= 70 ? widest(rows, "agent", 10) : 0,
    background: columns >= 60 && has(rows, "background") ? widest(rows, "background", 4) : 0,
    host: columns >= 90 && has(rows, "host") ? widest(rows, "host", 16) : 0,
    message: 0,
  };
  const { status, time, branch, agent, background, host } = layout;
  const taken = [status, time, branch, agent, background, host].reduce(
    (sum, width) => sum + (width > 0 ? width + GAP : 0),
    LEAD,
  );
  const room = Math.max(0, columns - taken);
  const wanted = widest(rows, "project", columns);
  const cap = Math.max(12, Math.min(36, Math.floor(room / 2)));
  layout.project = Math.min(wanted, room, room - cap >= MIN_MESSAGE + GAP ? cap : room);
  const rest = room - layout.project - GAP;
  layout.message = rest >= MIN_MESSAGE && has(rows, "message") ? rest : 0;
  return layout;
}

/** One session as a line. */
export function drawRow(row: Row, layout: Layout, isSelected: boolean, glyphs: Glyphs): Line {
  const { urgency } = row;
  const body: Style = urgency === "closed" ? "closed" : "plain";
  const lead = `${isSelected ? glyphs.selected : " "} `;
  const spans: Span[] = [
    { text: lead, style: "plain" },
    { text: `${glyphs.urgency[urgency]} `, style: urgency },
  ];
  const add = (width: number, text: string, style: Style) => {
    if (width > 0) spans.push({ text, style }, { text: " ".repeat(GAP), style: "plain" });
  };
  add(layout.status, pad(cut(row.status, layout.status, glyphs), layout.status), urgency);
  add(layout.time, pad(cut(row.time, layout.time, glyphs), layout.time, "right"), body);
  const isOpen = urgency === "question" || urgency === "attention";
  const name = pad(cutStart(row.project, layout.project, glyphs), layout.project);
  add(layout.project, name, isOpen ? "strong" : body);
  add(layout.branch, pad(cut(row.branch, layout.branch, glyphs), layout.branch), body);
  add(layout.agent, pad(cut(row.agent, layout.agent, glyphs), layout.agent), body);
  add(layout.background, pad(row.background, layout.background, "right"), body);
  add(layout.host, pad(cut(row.host, layout.host, glyphs), layout.host), body);
  add(layout.message, cut(row.message, layout.message, glyphs), body);
  return { spans: trimEnd(spans), isSelected, sessionId: row.session.session_id };
}

/** The names of the columns, above them. */
export function drawTitles(layout: Layout): Line {
  const names = Object.entries(ALL_TITLES).map(([name, title]) => {
    const width = layout[name as keyof Layout]; // both have the same keys
    if (width === 0) return "";
    const text = title.slice(0, width);
    return `${pad(text, width, name === "time" || name === "background" ? "right" : "left")}${" ".repeat(GAP)}`;
  });
  return { spans: [{ text: `${" ".repeat(LEAD)}${names.join("")}`.trimEnd(), style: "faint" }] };
}

type Text = keyof Layout;

function widest(rows: readonly Row[], name: Text, max: number): number {
  let width = Math.min(max, ALL_TITLES[name].length);
  for (const row of rows) {
    if (width >= max) break;
    width = Math.max(width, Math.min(max, widthOf(row[name])));
  }
  return width;
}

function has(rows: readonly Row[], name: Text): boolean {
  return rows.some((row) => row[name] !== "");
}

function trimEnd(spans: readonly Span[]): Span[] {
  const trimmed = [...spans];
  while (trimmed.at(-1)?.text.trim() === "" && trimmed.length > 2) trimmed.pop();
  return trimmed;
}
