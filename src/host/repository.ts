// The repositories that folders belong to, from plain files alone: git is never run.
import * as fs from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";

const MAX_BYTES = 4096;
const MAX_FOLDERS = 40;

/** What a folder belongs to. */
export interface Repository {
  /** The repository's own folder: of a worktree, the one that it is of. */
  root: string;
  /** The beginning of the commit where it is on none. */
  branch: string | undefined;
}

/** Asks for the start of one file after the other; undefined where there is none. */
type LookUp = Generator<string, Repository | undefined, string | undefined>;

/** The repository of a folder, or of one above it; `undefined` outside of any. */
export async function readRepository(folder: string): Promise<Repository | undefined> {
  const steps = lookUp(folder);
  let step = steps.next();
  while (step.done !== true) step = steps.next(await readStart(step.value));
  return step.value;
}

/**
 * The same at once, for who can't wait.
 * @param mayNotAnswer paths that are not looked at.
 */
export function findRepository(
  folder: string,
  mayNotAnswer: (path: string) => boolean,
): Repository | undefined {
  const steps = lookUp(folder);
  const read = (path: string) => (mayNotAnswer(path) ? undefined : readStartSync(path));
  let step = steps.next();
  while (step.done !== true) step = steps.next(read(step.value));
  return step.value;
}

function* lookUp(folder: string): LookUp {
  let next = folder;
  for (let depth = 0; depth < MAX_FOLDERS; depth += 1) {
    const head = yield `${next}/.git/HEAD`;
    if (head !== undefined) return { root: next, branch: toBranch(head) };
    const worktree = yield* lookUpWorktree(next);
    if (worktree !== undefined) return worktree;
    if (dirname(next) === next) return undefined;
    next = dirname(next);
  }
  return undefined;
}

// gitrepository-layout(5): in a worktree or submodule `.git` is a file that names the folder.
function* lookUpWorktree(folder: string): LookUp {
  const file = yield `${folder}/.git`;
  const path = /^gitdir: (.+)$/m.exec(file ?? "")?.[1];
  if (path === undefined) return undefined;
  const own = resolve(folder, path);
  const head = yield `${own}/HEAD`;
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
const FLAGS = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;

async function readStart(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, FLAGS);
    if (!(await file.stat()).isFile()) return undefined;
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return undefined; // not there, or not for us
  }
}

function readStartSync(path: string): string | undefined {
  let fd: number;
  try {
    fd = fs.openSync(path, FLAGS);
  } catch {
    return undefined; // not there, or not for us
  }
  try {
    if (!fs.fstatSync(fd).isFile()) return undefined;
    const buffer = Buffer.alloc(MAX_BYTES);
    return buffer.toString("utf8", 0, fs.readSync(fd, buffer, 0, MAX_BYTES, 0));
  } catch {
    return undefined; // the disk fails
  } finally {
    fs.closeSync(fd);
  }
}
