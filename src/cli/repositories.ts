import type { Repository, RepositoryOf } from "../attention/names.ts";
import { readRepository } from "../host/repository.ts";
import type { Session } from "../protocol/session.ts";

/** A folder on a network may never answer; its session is then called by the folder. */
const LIMIT_MS = 500;

/** Looks up the repositories of all the sessions' folders. */
export async function readRepositories(sessions: readonly Session[]): Promise<RepositoryOf> {
  const here = sessions.flatMap(({ working_dir: dir, host }) =>
    dir === null || host !== null ? [] : [dir],
  );
  const known = new Map<string, Repository | undefined>();
  const read = async (folder: string) => known.set(folder, await readRepository(folder));
  const all = Promise.all([...new Set(here)].map(read));
  await Promise.race([all, Bun.sleep(LIMIT_MS)]);
  return (folder) => known.get(folder);
}
