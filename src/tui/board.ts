import type { FindAgent } from "../attention/known-agent.ts";
import { nameSessions, type RepositoryOf } from "../attention/names.ts";
import { sortByNeed } from "../attention/rank.ts";
import { matchesText } from "../attention/selection.ts";
import type { Session } from "../protocol/session.ts";

/** Terminal size in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** One row of the list: a session, or the heading of a group of them. */
export type Item =
  | {
      kind: "session";
      session: Session;
      project: string;
      name: string;
      branch: string;
      agent: string;
    }
  | { kind: "group"; project: string; count: number };

/**
 * The rows of the list in their order. Grouped, the groups come in the order of
 * their most urgent session; the filter is words that must all occur. `name` is
 * what tells a session from the others: of its group, of all where there are none.
 */
export function arrange(
  sessions: Iterable<Session>,
  { filter, isGrouped }: { filter: string; isGrouped: boolean },
  nowMs: number,
  { repositoryOf, agentOf }: Surroundings,
): Item[] {
  const all = [...sessions];
  const names = nameSessions(all, repositoryOf);
  const rows = sortByNeed(
    all.filter((session) => matchesText(session, filter)),
    nowMs,
  ).flatMap((session) => {
    const named = names.get(session.session_id);
    if (named === undefined) return [];
    const agent = agentOf(session.agent_type)?.name ?? session.agent_type;
    const { project, branch } = named;
    const name = isGrouped ? named.own : named.name;
    return [{ kind: "session" as const, session, project, name, branch, agent }];
  });
  if (!isGrouped) return rows;
  return [...Map.groupBy(rows, ({ project }) => project)].flatMap(([project, group]) => [
    { kind: "group" as const, project, count: group.length },
    ...group,
  ]);
}

/** What is known of the folders and agents of sessions. */
export interface Surroundings {
  repositoryOf: RepositoryOf;
  agentOf: FindAgent;
}

/** Which parts of the screen there is room for: a strip is only summary and rows. */
export interface Frame {
  hasTitles: boolean;
  hasFooter: boolean;
  bodyRows: number;
}

export function frameOf({ rows }: Size): Frame {
  const hasFooter = rows >= 5;
  const hasTitles = rows >= 8;
  const bodyRows = Math.max(0, rows - 1 - Number(hasFooter) - Number(hasTitles));
  return { hasTitles, hasFooter, bodyRows };
}
