import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";

const MAX_BYTES = 4096;
const MAX_FOLDERS = 40;
/** A branch that was looked up this long ago is looked up again when there is news of it. */
const FRESH_MS = 3000;

/** Knows the branch that a folder is on, from plain files alone: git is never run. */
export interface Branches {
  /** The branch as far as it is known by now. */
  of(folder: string): string | undefined;
  /** Looks the branch up, unless that was just done. */
  refresh(folder: string): void;
}

/** @param onChange called when a look found something new. */
export function createBranches(onChange: () => void): Branches {
  const known = new Map<string, { branch: string | undefined; lookedMs: number }>();
  return {
    of: (folder) => known.get(folder)?.branch,
    refresh(folder) {
      const nowMs = performance.now();
      const last = known.get(folder);
      if (last !== undefined && nowMs - last.lookedMs < FRESH_MS) return;
      known.set(folder, { branch: last?.branch, lookedMs: nowMs });
      void readBranch(folder).then((branch) => {
        if (branch === last?.branch) return;
        known.set(folder, { branch, lookedMs: nowMs });
        onChange();
      });
    },
  };
}

/**
 * The branch that a folder's repository or worktree is on, or the beginning of
 * the commit where it is on none; `undefined` outside of a repository.
 */
export async function readBranch(folder: string): Promise<string | undefined> {
  let next = folder;
  for (let depth = 0; depth < MAX_FOLDERS; depth += 1) {
    const head = (await readSmall(`${next}/.git/HEAD`)) ?? (await readWorktree(next));
    if (head !== undefined) return toBranch(head);
    if (dirname(next) === next) return undefined;
    next = dirname(next);
  }
  return undefined;
}

// gitrepository-layout(5): in a worktree or submodule `.git` is a file that names the folder.
async function readWorktree(folder: string): Promise<string | undefined> {
  const file = await readSmall(`${folder}/.git`);
  const path = /^gitdir: (.+)$/m.exec(file ?? "")?.[1];
  return path === undefined ? undefined : readSmall(`${resolve(folder, path)}/HEAD`);
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
