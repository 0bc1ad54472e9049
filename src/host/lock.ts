import { ConsoleError } from "../protocol/errors.ts";
import { calls } from "./calls.ts";
import { lstat } from "./file.ts";
import type { Libc } from "./libc.ts";
import { fs } from "./node-fs.ts";
import { runtimeBase } from "./runtime-folder.ts";
import { toExpected } from "./system-error.ts";

/** A lock that the kernel releases when its holder ends, in whatever way. */
export interface Lock {
  /** Its open file description holds the lock. */
  readonly fd: number;
  readonly path: string;
  /** Whether its file is still at its path, so that nobody else can have taken it. */
  isCurrent(): boolean;
  /**
   * Takes it again at a path where its file is missing, with the same words in it.
   * @throws when another process has taken it there meanwhile.
   */
  restore(path: string, libc: Libc | null): void;
  /** Removes the file and releases the lock. Idempotent. */
  release(): void;
}

/** The two locks of a socket: one serialises starters, the daemon holds the other for life. */
export type LockRole = "start" | "daemon";

/**
 * Path of a lock of this socket, in a folder that only this user can enter.
 * @throws refused when there is none and none can be made.
 */
export function lockPath(socket: string, role: LockRole): string {
  return `${runtimeBase(socket)}.${role}.lock`;
}

/**
 * Path of the mark that a socket is a report-only one. It outlasts its daemon,
 * so that nobody starts a hub there while the real one is away.
 */
export function reportMarkPath(socket: string): string {
  return `${runtimeBase(socket)}.reports`;
}

/**
 * Takes the lock without waiting.
 * @param libc null to use flock(1), which takes the same lock.
 * @param note one word for {@link lockNote}.
 * @returns null when another process holds it.
 * @throws refused when its file can't be had.
 */
export function tryLock(path: string, libc: Libc | null, note = ""): Lock | null {
  for (;;) {
    const fd = open(path);
    if (!fs().fstatSync(fd).isFile()) {
      fs().closeSync(fd);
      throw new ConsoleError("refused", `${path} is no file of ours - remove it`);
    }
    if (!flock(fd, libc)) {
      fs().closeSync(fd);
      return null;
    }
    // Its last holder may have removed the file between our open and our flock.
    if (lstat(path)?.ino === fs().fstatSync(fd).ino) {
      sign(fd, note);
      return heldLock(path, fd);
    }
    fs().closeSync(fd);
  }
}

/**
 * Puts a lock at a path where no file is, locked already: one that was made there and
 * then locked could be taken by another process between the two.
 * @returns null when something is there, or the folder takes no second name of a file.
 */
function placeLock(path: string, libc: Libc | null, note: string): Lock | null {
  const draft = draftOf(path);
  const lock = tryLock(draft, libc, note);
  if (lock === null) return null;
  try {
    fs().linkSync(draft, path);
  } catch {
    lock.release();
    return null;
  }
  fs().unlinkSync(draft);
  return heldLock(path, lock.fd);
}

/** What the file of a lock that was put back is called as its holder has it open. */
export const draftOf = (path: string) => `${path}.new`;

function open(path: string): number {
  const { O_RDWR, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs().constants;
  try {
    return fs().openSync(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600);
  } catch (error) {
    throw toExpected(error);
  }
}

/** Writes into a lock who holds it. */
function sign(fd: number, note: string): void {
  try {
    fs().ftruncateSync(fd);
    fs().writeSync(fd, `${process.pid} ${note}\n`, 0);
  } catch {
    // A full disk: the lock is held all the same, only its holder can't be read.
  }
}

/** A lock that this process holds already, by its descriptor. @param note written into it, where given. */
export function heldLock(path: string, fd: number, note?: string): Lock {
  let isHeld = true;
  if (note !== undefined) sign(fd, note);
  return {
    get fd() {
      return fd;
    },
    get path() {
      return path;
    },
    isCurrent: () => isHeld && lstat(path)?.ino === fs().fstatSync(fd).ino,
    restore(at, libc) {
      if (!isHeld) return;
      const note = noteOf(fd);
      const next = placeLock(at, libc, note) ?? tryLock(at, libc, note);
      if (next === null) {
        throw new ConsoleError("refused", `process ${lockHolder(at)} has taken it`);
      }
      fs().closeSync(fd);
      path = at;
      fd = next.fd;
    },
    release() {
      if (isHeld) releaseLock(path, fd);
      isHeld = false;
    },
  };
}

/** Process id that the lock's holder wrote into it; null when there is none to read. */
export function lockHolder(path: string): number | null {
  const pid = Number.parseInt(readLock(path)[0] ?? "", 10);
  return pid > 0 ? pid : null;
}

/** The note of the lock's holder; empty when there is none. */
export function lockNote(path: string): string {
  return readLock(path)[1] ?? "";
}

function noteOf(fd: number): string {
  return wordsOf(fd)[1] ?? "";
}

/** Whatever is in the file's place, nobody waits for it: a hook asks too. */
function readLock(path: string): string[] {
  const seen = calls()?.glance(path);
  if (seen === null) return [];
  const text = seen?.kind === "file" ? calls()?.text(path) : undefined;
  return text === undefined ? readLockFile(path) : text.trim().split(" ");
}

function readLockFile(path: string): string[] {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs().constants;
  let fd: number | undefined;
  try {
    fd = fs().openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return fs().fstatSync(fd).isFile() ? wordsOf(fd) : [];
  } catch {
    return []; // no lock file: it is not held
  } finally {
    if (fd !== undefined) fs().closeSync(fd);
  }
}

function wordsOf(fd: number): string[] {
  const words = Buffer.alloc(256);
  const length = fs().readSync(fd, words, 0, words.length, 0);
  return words.toString("utf8", 0, length).trim().split(" ");
}

function releaseLock(path: string, fd: number): void {
  if (lstat(path)?.ino === fs().fstatSync(fd).ino) fs().unlinkSync(path);
  fs().closeSync(fd);
}

function flock(fd: number, libc: Libc | null): boolean {
  if (libc !== null) return libc.flock(fd);
  // flock(1) locks the open file description that it inherits, which is ours.
  const stdio = ["ignore", "ignore", "ignore", fd] as const;
  return Bun.spawnSync(["flock", "-xn", "3"], { stdio: [...stdio] }).exitCode === 0;
}
