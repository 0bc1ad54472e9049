import { formatDuration } from "../attention/duration.ts";
import { nameSessions, type SessionName } from "../attention/names.ts";
import { type Urgency, urgencyOf } from "../attention/rank.ts";
import { shortIds } from "../attention/short-ids.ts";
import type { Session } from "../protocol/session.ts";
import { formatRows, type Style, terminalStyle } from "./print.ts";
import { readRepositories } from "./repositories.ts";
import { statusWord, why } from "./session-line.ts";

/**
 * Sessions as a table: as wide as the terminal is, with ids as short as they may be
 * typed, or whole.
 * @param all the sessions that a shortened id must not be taken for.
 */
export async function formatSessions(
  sessions: readonly Session[],
  all: readonly Session[],
  isWide: boolean,
  nowMs: number,
): Promise<string> {
  const style = terminalStyle();
  const repositoryOf = await readRepositories(all);
  if (isWide || style.columns === Number.POSITIVE_INFINITY) {
    const names = nameSessions(all, repositoryOf);
    return formatTable(sessions, { ...style, columns: Number.POSITIVE_INFINITY }, nowMs, names);
  }
  // Loaded here, so that a pipe does not pay for the screen.
  const [{ drawTable }, { entryOfType }] = await Promise.all([
    import("../tui/table.ts"),
    import("../agents/table.ts"),
  ]);
  const ids = shortIds(all);
  const lines = drawTable(sessions, {
    columns: style.columns,
    hasColor: style.color,
    nowMs,
    env: process.env,
    all,
    repositoryOf,
    idOf: ({ session_id }) => ids.get(session_id) ?? session_id,
    agentOf: entryOfType,
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** What to do where there is nothing to list; the command whole, on a line of its own. */
export function formatNothing(all: readonly Session[], isFiltered: boolean): string {
  if (all.length === 0) {
    return "no sessions yet - agents whose hooks are in appear by themselves:\n  agent-console install\n";
  }
  const count = all.length === 1 ? "1 session" : `${all.length} sessions`;
  const found = isFiltered ? "none is in these statuses" : "none is open";
  return `${found} - of ${count}, closed ones too:\n  agent-console list --all\n`;
}

// The SGR parameters of the live view: readable on light and dark.
const COLORS: Readonly<Record<Urgency, string>> = {
  question: "31",
  attention: "35",
  working: "32",
  started: "",
  seen: "",
  closed: "2",
};

/** Sessions with all that is to be said of each, however wide that is: for a pipe. */
export function formatTable(
  sessions: readonly Session[],
  style: Style,
  nowMs: number,
  names: ReadonlyMap<string, SessionName> = new Map(),
): string {
  const hasHosts = sessions.some(({ host }) => host !== null);
  const heading = [
    ...["STATUS", "PROJECT", "AGENT", ...(hasHosts ? ["HOST"] : [])],
    ...["FOR", "SESSION", "WHY"],
  ];
  const rows = sessions.map((session) => [
    `${statusWord(session)}${session.stale ? "?" : ""}`,
    names.get(session.session_id)?.name ?? session.display_name,
    session.agent_type,
    ...(hasHosts ? [session.host ?? ""] : []),
    formatDuration(session.elapsed_seconds * 1000),
    session.session_id,
    why(session),
  ]);
  const lines = formatRows([heading, ...rows], style).map((line, index) => {
    const session = sessions[index - 1];
    return session === undefined ? line : paint(line, COLORS[urgencyOf(session, nowMs)], style);
  });
  return `${lines.join("\n")}\n`;
}

function paint(text: string, color: string, style: Style): string {
  return style.color && color !== "" ? `\u001b[${color}m${text}\u001b[0m` : text;
}
