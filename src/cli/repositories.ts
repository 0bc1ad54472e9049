import type { RepositoryOf } from "../attention/names.ts";
import { readRepository } from "../host/repository.ts";
import type { Session } from "../protocol/session.ts";

/** Looks up the repositories of all the sessions' folders. */
export async function readRepositories(sessions: readonly Session[]): Promise<RepositoryOf> {
  const here = sessions.flatMap(({ working_dir: dir, host }) =>
    dir === null || host !== null ? [] : [dir],
  );
  const read = async (folder: string) => [folder, await readRepository(folder)] as const;
  const known = new Map(await Promise.all([...new Set(here)].map(read)));
  return (folder) => known.get(folder);
}
