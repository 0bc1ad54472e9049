import type { Session } from "../protocol/session.ts";
import { labelProjects } from "./project.ts";

/** What a folder belongs to. */
export interface Repository {
  /** The repository's own folder: of a worktree, the one that it is of. */
  root: string;
  /** The beginning of the commit where it is on none. */
  branch: string | undefined;
}

/** The repository around a folder of this machine, as far as that is known. */
export type RepositoryOf = (folder: string) => Repository | undefined;

/** What a session is called. */
export interface SessionName {
  /** Its project, told from all the others. */
  project: string;
  /** What tells it from others of its project: its title, its place there, its worktree's branch; or nothing. */
  own: string;
  /** The project, and the other where the project is not enough. */
  name: string;
  branch: string;
}

/** Names sessions so that they are told apart. `Map<session id, name>` */
export function nameSessions(
  sessions: readonly Session[],
  repositoryOf: RepositoryOf,
): Map<string, SessionName> {
  // Another machine's folders are not ours to look into.
  const found = ({ working_dir: dir, host }: Session) =>
    dir === null || host !== null ? undefined : repositoryOf(dir);
  const rootOf = (session: Session) => found(session)?.root ?? session.working_dir;
  const labels = labelProjects(sessions.flatMap((session) => rootOf(session) ?? []));
  const projectOf = (session: Session) => labels.get(rootOf(session) ?? "") ?? session.display_name;
  const open = Map.groupBy(sessions, (session) => (session.closed ? "" : projectOf(session)));
  return new Map(
    sessions.map((session) => {
      const project = projectOf(session);
      const repository = found(session);
      const own = ownName(session, repository);
      const isAlone = session.closed || (open.get(project)?.length ?? 0) < 2 || own === "";
      const name = isAlone ? project : `${project}: ${own}`;
      return [session.session_id, { project, own, name, branch: repository?.branch ?? "" }];
    }),
  );
}

function ownName({ title, working_dir: dir }: Session, repository: Repository | undefined): string {
  if (title !== null && title !== "") return title;
  if (dir === null || repository === undefined || dir === repository.root) return "";
  const { root, branch = "" } = repository;
  return dir.startsWith(`${root}/`) ? dir.slice(root.length + 1) : branch;
}
