import type { FindAgent } from "../attention/known-agent.ts";
import { sortByNeed } from "../attention/rank.ts";
import { matchesText } from "../attention/selection.ts";
import type { Session } from "../protocol/session.ts";
import { labelProjects } from "./project.ts";

/** Terminal size in cells. */
export interface Size {
  columns: number;
  rows: number;
}

/** One row of the list: a session, or the heading of a group of them. */
export type Item =
  | { kind: "session"; session: Session; project: string; branch: string; agent: string }
  | { kind: "group"; project: string; count: number };

/**
 * The rows of the list in their order. Grouped, the groups come in the order of
 * their most urgent session; the filter is words that must all occur.
 */
export function arrange(
  sessions: Iterable<Session>,
  { filter, isGrouped }: { filter: string; isGrouped: boolean },
  nowMs: number,
  { branchOf, agentOf }: { branchOf(folder: string): string | undefined; agentOf: FindAgent },
): Item[] {
  const all = [...sessions];
  const labels = labelProjects(all.flatMap(({ working_dir: dir }) => dir ?? []));
  const rows = sortByNeed(
    all.filter((session) => matchesText(session, filter)),
    nowMs,
  ).map((session) => {
    const { working_dir: dir, display_name: name } = session;
    const project = (dir && labels.get(dir)) ?? name;
    // Another machine's folders are not ours to look into.
    const branch = (dir !== null && session.host === null && branchOf(dir)) || "";
    const agent = agentOf(session.agent_type)?.name ?? session.agent_type;
    return { kind: "session" as const, session, project, branch, agent };
  });
  if (!isGrouped) return rows;
  return [...Map.groupBy(rows, ({ project }) => project)].flatMap(([project, group]) => [
    { kind: "group" as const, project, count: group.length },
    ...group,
  ]);
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
