import type { Repository } from "../attention/names.ts";

/** A branch that was looked up this long ago is looked up again when there is news of it. */
const FRESH_MS = 3000;

/** Looks up the repository of a folder; `undefined` outside of any. */
export type ReadRepository = (folder: string) => Promise<Repository | undefined>;

/** Knows the repositories that folders belong to. */
export interface Repositories {
  /** The folder's, as far as it is known by now. */
  of(folder: string): Repository | undefined;
  /** Looks it up, unless that was just done. */
  refresh(folder: string): void;
}

/** @param onChange called when a look found something new. */
export function createRepositories(read: ReadRepository, onChange: () => void): Repositories {
  const known = new Map<string, { repository: Repository | undefined; lookedMs: number }>();
  const asked = new Set<string>();
  return {
    of: (folder) => known.get(folder)?.repository,
    refresh(folder) {
      const nowMs = performance.now();
      const last = known.get(folder);
      if (last !== undefined && nowMs - last.lookedMs < FRESH_MS) return;
      // One that never answers is asked once.
      if (asked.has(folder)) return;
      asked.add(folder);
      known.set(folder, { repository: last?.repository, lookedMs: nowMs });
      void read(folder).then((repository) => {
        asked.delete(folder);
        if (Bun.deepEquals(repository, last?.repository)) return;
        known.set(folder, { repository, lookedMs: nowMs });
        onChange();
      });
    },
  };
}
