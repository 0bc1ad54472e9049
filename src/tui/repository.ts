import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";

const MAX_BYTES = 4096;
const MAX_FOLDERS = 40;
/** A branch that was looked up this long ago is looked up again when there is news of it. */
const FRESH_MS = 3000;

/** What a folder belongs to. */
export interface Repository {
  /** The repository's own folder: of a worktree, the one that it is of. */
  root: string;
  /** The beginning of the commit where it is on none. */
  branch: string | undefined;
}

/** Knows the repositories that folders belong to, from plain files alone: git is never run. */
export interface Repositories {
  /** The folder's, as far as it is known by now. */
  of(folder: string): Repository | undefined;
  /** Looks it up, unless that was just done. */
  refresh(folder: string): void;
}

/** @param onChange called when a look found something new. */
export function createRepositories(onChange: () => void): Repositories {
  const known = new Map<string, { repository: Repository | undefined; lookedMs: number }>();
  return {
    of: (folder) => known.get(folder)?.repository,
    refresh(folder) {
      const nowMs = performance.now();
      const last = known.get(folder);
      if (last !== undefined && nowMs - last.lookedMs < FRESH_MS) return;
      known.set(folder, { repository: last?.repository, lookedMs: nowMs });
      void readRepository(folder).then((repository) => {
        if (Bun.deepEquals(repository, last?.repository)) return;
        known.set(folder, { repository, lookedMs: nowMs });
        onChange();
      });
    },
  };
}

/** The repository of a folder, or of one above it; `undefined` outside of any. */
export async function readRepository(folder: string): Promise<Repository | undefined> {
  let next = folder;
  for (let depth = 0; depth < MAX_FOLDERS; depth += 1) {
    const head = await readSmall(`${next}/.git/HEAD`);
    if (head !== undefined) return { root: next, branch: toBranch(head) };
    const worktree = await readWorktree(next);
    if (worktree !== undefined) return worktree;
    if (dirname(next) === next) return undefined;
    next = dirname(next);
  }
  return undefined;
}

// gitrepository-layout(5): in a worktree or submodule `.git` is a file that names the folder.
async function readWorktree(folder: string): Promise<Repository | undefined> {
  const file = await readSmall(`${folder}/.git`);
  const path = /^gitdir: (.+)$/m.exec(file ?? "")?.[1];
  if (path === undefined) return undefined;
  const own = resolve(folder, path);
  const head = await readSmall(`${own}/HEAD`);
  if (head === undefined) return undefined;
  const main = /^(.+?)(?:\/\.git)?\/worktrees\/[^/]+$/.exec(own)?.[1];
  return { root: main ?? folder, branch: toBranch(head) };
}

function toBranch(head: string): string | undefined {
  const branch = /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1];
  return branch ?? /^[0-9a-f]{7}/.exec(head)?.[0];
}

// Folders come from reports and hold what nobody has vetted: only the start of a
// plain file is read, and a pipe put in its place holds nobody up.
async function readSmall(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) return undefined;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return undefined; // not there, or not for us
  }
}
