import { formatDuration } from "../attention/duration.ts";
import { isSnoozed, type Urgency, urgencyOf } from "../attention/rank.ts";
import { shortStatus } from "../attention/reason.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";
import type { Glyphs } from "./glyphs.ts";
import {
  cut,
  cutNames,
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
  /** How it looks: what somebody has seen calls nobody, though its sign says that it asks. */
  style: Urgency;
  status: string;
  time: string;
  project: string;
  branch: string;
  /** Empty in the live view, which is worked by keys. */
  id: string;
  agent: string;
  background: string;
  host: string;
  message: string;
}

/** The columns with a greatest width of their own; project and message share the rest. */
type Bounded = "status" | "time" | "branch" | "id" | "agent" | "background" | "host";
/** The greatest width of each; 0 for one that is not shown. */
export type Limits = Readonly<Record<Bounded, number>>;

/** How wide each column is; 0 for one there is no room or no use for. */
export type Layout = Record<Bounded | "project" | "message", number>;

const GAP = 2;
/** Marker and sign of urgency, each with the space after it. */
const LEAD = 4;
const MIN_MESSAGE = 10;
const MIN_PROJECT = 6;
const ALL_TITLES = {
  status: "status",
  time: "for",
  project: "project",
  branch: "branch",
  id: "id",
  agent: "agent",
  background: "bg",
  host: "host",
  message: "message",
} as const satisfies Record<keyof Layout, string>;

/** What is shown of the live view's columns on a screen of that width, for these rows. */
export function viewLimits(columns: number, rows: readonly Row[]): Limits {
  // Where nothing else tells two sessions apart, their machine says more than their agent.
  const needsHost = columns < 90 && tellsHost(rows);
  const from = (least: number, width: number) => (columns >= least ? width : 0);
  return {
    status: from(40, columns >= 100 ? 20 : 17),
    time: from(20, 7),
    branch: from(84, columns >= 160 ? 24 : 16),
    id: 0,
    agent: needsHost ? 0 : from(70, 10),
    background: from(60, 4),
    host: needsHost ? from(60, 10) : from(90, 16),
  };
}

function tellsHost(rows: readonly Row[]): boolean {
  const hosts = new Map(rows.map(({ project, host }) => [project, host]));
  return rows.some(({ project, host }) => hosts.get(project) !== host);
}

/** The texts of one session. */
export function toRow(
  { session, name, branch, agent }: Item & { kind: "session" },
  nowMs: number,
  glyphs: Glyphs,
): Row {
  const isAcknowledged = session.acknowledged_ms !== null && !isSnoozed(session, nowMs);
  const isSeen = session.status === "question" && isAcknowledged;
  const short = shortStatus(session, nowMs);
  const urgency = urgencyOf(session, nowMs);
  const child = session.parent_id === null ? "" : glyphs.child;
  return {
    session,
    urgency,
    style: isSeen ? "seen" : urgency,
    // Its sign says that it asks: the words have room for what was said of it.
    status: `${isSeen ? `seen: ${short}` : short}${session.stale ? "?" : ""}`,
    time: formatDuration(nowMs - session.since_ms),
    project: `${child}${printable(name, glyphs)}`,
    branch: printable(branch, glyphs),
    id: "",
    agent: printable(agent, glyphs),
    background: session.background > 0 ? `+${session.background}` : "",
    host: printable(session.host ?? "", glyphs),
    message: printable(session.message ?? "", glyphs),
  };
}

/** Divides the width: what tells sessions apart comes first, the message gets the rest. */
export function layOut(rows: readonly Row[], columns: number, limits: Limits): Layout {
  const widthOfColumn = (name: Bounded) => (has(rows, name) ? widest(rows, name, limits[name]) : 0);
  const layout: Layout = {
    status: widthOfColumn("status"),
    time: widthOfColumn("time"),
    project: 0,
    branch: widthOfColumn("branch"),
    id: widthOfColumn("id"),
    agent: widthOfColumn("agent"),
    background: widthOfColumn("background"),
    host: widthOfColumn("host"),
    message: 0,
  };
  const taken = Object.values(layout).reduce(
    (sum, width) => sum + (width > 0 ? width + GAP : 0),
    LEAD,
  );
  const room = Math.max(0, columns - taken);
  const wanted = has(rows, "project") ? widest(rows, "project", columns) : 0;
  const half = Math.max(12, Math.min(36, Math.floor(room / 2)));
  // What the shortest message leaves, and what those there are leave.
  const spare = room - GAP - MIN_MESSAGE;
  const isShared = has(rows, "message") && spare >= MIN_PROJECT;
  const left = isShared ? room - GAP - widest(rows, "message", room) : room;
  layout.project = Math.min(wanted, room, isShared ? Math.min(Math.max(half, left), spare) : room);
  layout.message = isShared ? room - layout.project - GAP : 0;
  return layout;
}

/** The rows with their names cut so that they are still told apart. */
export function fitNames(rows: readonly Row[], { project }: Layout, glyphs: Glyphs): Row[] {
  const names = cutNames(
    rows.map((row) => row.project),
    project,
    glyphs,
  );
  return rows.map((row, index) => ({ ...row, project: names[index] ?? "" }));
}

/** One session as a line; its name is cut already. */
export function drawRow(row: Row, layout: Layout, isSelected: boolean, glyphs: Glyphs): Line {
  const { urgency, style } = row;
  const body: Style = style === "closed" ? "closed" : "plain";
  const lead = `${isSelected ? glyphs.selected : " "} `;
  const spans: Span[] = [
    { text: lead, style: "plain" },
    { text: `${glyphs.urgency[urgency]} `, style },
  ];
  const add = (width: number, text: string, style: Style) => {
    if (width > 0) spans.push({ text, style }, { text: " ".repeat(GAP), style: "plain" });
  };
  add(layout.status, pad(cut(row.status, layout.status, glyphs), layout.status), style);
  add(layout.time, pad(cut(row.time, layout.time, glyphs), layout.time, "right"), body);
  const isOpen = style === "question" || style === "attention";
  add(layout.project, pad(row.project, layout.project), isOpen ? "strong" : body);
  add(layout.branch, pad(cut(row.branch, layout.branch, glyphs), layout.branch), body);
  add(layout.id, pad(cut(row.id, layout.id, glyphs), layout.id), body);
  add(layout.agent, pad(cut(row.agent, layout.agent, glyphs), layout.agent), body);
  add(layout.background, pad(row.background, layout.background, "right"), body);
  add(layout.host, pad(cut(row.host, layout.host, glyphs), layout.host), body);
  add(layout.message, cut(row.message, layout.message, glyphs), body);
  return { spans: trimEnd(spans), isSelected, sessionId: row.session.session_id };
}

/** The names of the columns, above them. */
export function drawTitles(layout: Layout, isGrouped = false): Line {
  const titles = { ...ALL_TITLES, ...(isGrouped ? { project: "session" } : {}) };
  const names = Object.entries(titles).map(([name, title]) => {
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
