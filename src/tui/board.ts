import type { FindAgent } from "../attention/known-agent.ts";
import { labelProjects } from "../attention/project.ts";
import { sortByNeed } from "../attention/rank.ts";
import { matchesText } from "../attention/selection.ts";
import type { Session } from "../protocol/session.ts";
import type { Repository } from "./repository.ts";

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
  // Another machine's folders are not ours to look into.
  const found = ({ working_dir: dir, host }: Session) =>
    dir === null || host !== null ? undefined : repositoryOf(dir);
  const rootOf = (session: Session) => found(session)?.root ?? session.working_dir;
  const labels = labelProjects(all.flatMap((session) => rootOf(session) ?? []));
  const projectOf = (session: Session) => labels.get(rootOf(session) ?? "") ?? session.display_name;
  const open = Map.groupBy(all, (session) => (session.closed ? "" : projectOf(session)));
  const rows = sortByNeed(
    all.filter((session) => matchesText(session, filter)),
    nowMs,
  ).map((session) => {
    const project = projectOf(session);
    const own = ownName(session, rootOf(session));
    const isAlone = session.closed || (open.get(project)?.length ?? 0) < 2 || own === "";
    const agent = agentOf(session.agent_type)?.name ?? session.agent_type;
    const name = isGrouped ? own : isAlone ? project : `${project}: ${own}`;
    const branch = found(session)?.branch ?? "";
    return { kind: "session" as const, session, project, name, branch, agent };
  });
  if (!isGrouped) return rows;
  return [...Map.groupBy(rows, ({ project }) => project)].flatMap(([project, group]) => [
    { kind: "group" as const, project, count: group.length },
    ...group,
  ]);
}

/** What a session is besides one of its project: its title, or where in the project it works. */
function ownName({ title, working_dir: dir }: Session, root: string | null): string {
  if (title !== null && title !== "") return title;
  return dir !== null && root !== null && dir.startsWith(`${root}/`)
    ? dir.slice(root.length + 1)
    : "";
}

/** What is known of the folders and agents of sessions. */
export interface Surroundings {
  repositoryOf(folder: string): Repository | undefined;
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
