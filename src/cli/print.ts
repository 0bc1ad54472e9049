import { isatty } from "node:tty";
import { formatDuration } from "../attention/duration.ts";
import { labelProjects } from "../attention/project.ts";
import { sortByNeed } from "../attention/rank.ts";
import type { Health } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";
import { displayName, toOneLine } from "../protocol/text.ts";
import type { Event } from "../protocol/wire.ts";
import { formatLine, pad, time } from "./session-line.ts";

/** Longer lines of words are hard to read, wherever they go. */
export const MAX_COLUMNS = 100;

/** What the output device can show. */
export interface Style {
  /** Whether to write SGR colours. */
  color: boolean;
  /** Width to cut lines to; Infinity off a terminal. */
  columns: number;
}

/** Colour only on a terminal, and never with NO_COLOR. */
export function terminalStyle(): Style {
  // `process.stdout` is lazy and takes milliseconds to create: only for a terminal.
  if (!isatty(1)) return { color: false, columns: Number.POSITIVE_INFINITY };
  const color = !process.env.NO_COLOR && process.env.TERM !== "dumb";
  return { color, columns: process.stdout.columns || 80 };
}

/** Rows as lines with their columns under each other; the first row says how many there are. */
export function formatRows(rows: readonly (readonly string[])[], { columns }: Style): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => Bun.stringWidth(toOneLine(row[column] ?? "")))),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => pad(toOneLine(cell), widths[column] ?? 0));
    return cut(cells.join("  ").trimEnd(), columns);
  });
}

/** One session, a line a fact. */
export function formatSession(session: Session, columns?: number): string {
  const history = session.history.map(({ status, at_secs }) => `${time(at_secs * 1000)} ${status}`);
  const facts: [string, string | number | null][] = [
    ["session", session.session_id],
    ["status", session.stale ? `${session.status} (stale: not heard from)` : session.status],
    ["reason", session.reason],
    ["message", session.message],
    ["agent", session.agent_type],
    ["folder", session.working_dir],
    ["priority", session.priority || null],
    ["since", `${time(session.since_ms)} (${formatDuration(session.elapsed_seconds * 1000)})`],
    ["last report", `${formatDuration(session.idle_seconds * 1000)} ago`],
    ["process", session.pid],
    ["host", session.host],
    ["parent", session.parent_id],
    ["replaced by", session.replaced_by],
    ["background", session.background || null],
    ["seen", session.acknowledged_ms === null ? null : time(session.acknowledged_ms)],
    ["snoozed until", session.snoozed_until_ms === null ? null : time(session.snoozed_until_ms)],
    ["history", history.join(", ")],
  ];
  return formatFacts(facts, columns);
}

/** The daemon's health, a line a fact. */
export function formatHealth(health: Health, columns?: number): string {
  const facts: [string, string | number | null][] = [
    ["status", "running"],
    ["socket", health.socket_path],
    ["version", health.app_version],
    ["pid", health.pid],
    ["uptime", formatDuration(health.uptime_seconds * 1000)],
    ["sessions", `${health.sessions.active} active, ${health.sessions.closed} closed`],
    ["connections", health.connections],
    ["subscribers", health.subscribers],
    ["memory", health.memory_mb === null ? null : `${health.memory_mb} MB resident`],
    ["waited today", formatWaits(health.waits)],
    ["warnings", health.warnings.join("; ") || null],
  ];
  return formatFacts(facts, columns);
}

/** How long it was waited for a person today, and for which projects most; null for not at all. */
function formatWaits(waits: Health["waits"] | undefined): string | null {
  const today = (waits ?? []).filter(({ today_seconds: seconds }) => seconds > 0); // an older hub tells none
  if (today.length === 0) return null;
  const sum = today.reduce((total, { today_seconds }) => total + today_seconds, 0);
  const names = labelProjects(today.flatMap(({ working_dir: dir }) => dir ?? []));
  const most = today.slice(0, 3).map(({ working_dir: dir, today_seconds }) => {
    const name = names.get(dir ?? "") ?? displayName(dir);
    return `${name} ${formatDuration(today_seconds * 1000)}`;
  });
  return `${formatDuration(sum * 1000)} for a person: ${most.join(", ")}`;
}

/** One change as a line for a pipe; null for what says nothing to a person. */
export function formatEvent(event: Event): string[] {
  if (event.type === "snapshot") {
    const gone = (event.deleted ?? []).map((id) => `${clock()}  deleted    ${toOneLine(id)}`);
    return [...gone, ...sortByNeed(event.sessions, Date.now()).map(formatLine)];
  }
  if (event.type === "update") return [formatLine(event.session)];
  if (event.type === "delete") return [`${clock()}  deleted    ${toOneLine(event.session_id)}`];
  return [`${clock()}  daemon left: ${event.reason}`];
}

/** Facts as a table of two columns; those that are not known are left out, long ones broken between words. */
export function formatFacts(
  facts: readonly [string, string | number | null][],
  columns = Number.POSITIVE_INFINITY,
): string {
  const known = facts.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, value]) => {
      const text = wrapWords(toOneLine(String(value)), columns, " ".repeat(width + 2));
      return `${name.padEnd(width)}  ${text}\n`;
    })
    .join("");
}

/** Breaks a text between words, so that with the indent, which each further line has, it fits. */
export function wrapWords(text: string, columns: number, indent: string): string {
  if (!Number.isFinite(columns)) return text;
  const room = Math.max(20, Math.min(columns, MAX_COLUMNS) - indent.length);
  return Bun.wrapAnsi(text, room).replaceAll("\n", `\n${indent}`);
}

function clock(): string {
  return time(Date.now());
}

function cut(line: string, columns: number): string {
  if (Bun.stringWidth(line) <= columns) return line;
  let kept = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    width += Bun.stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
