import type { Stats } from "node:fs";
import { fs } from "./node-fs.ts";
import { toExpected } from "./system-error.ts";

/** The end of another program's file. */
export interface FileEnd {
  text: string;
  /** It begins in the middle of the file. */
  isCut: boolean;
}

/** The same as lines. */
export interface LastLines {
  lines: string[];
  /** There are others before them. */
  isCut: boolean;
}

/** What tells whether a file has changed. */
export interface FileState {
  mtimeMs: number;
  size: number;
}

/**
 * Reads the end of a regular file of this user, at most `maxBytes` of it. Never
 * blocks: a pipe or device at the path is not read.
 * @returns null when there is no such file.
 */
export function readEnd(path: string, maxBytes: number): FileEnd | null {
  const { O_RDONLY, O_NONBLOCK, O_NOCTTY } = fs().constants;
  let fd: number;
  try {
    fd = fs().openSync(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return null; // gone, or not ours to read
  }
  try {
    const stat = fs().fstatSync(fd);
    if (!isOwnFile(stat)) return null;
    const start = Math.max(0, stat.size - maxBytes);
    const bytes = Buffer.allocUnsafe(Math.min(stat.size, maxBytes));
    const length = fs().readSync(fd, bytes, 0, bytes.length, start);
    return { text: bytes.toString("utf8", 0, length), isCut: start > 0 };
  } catch {
    return null; // the disk fails: the next read may not
  } finally {
    fs().closeSync(fd);
  }
}

/** The last lines of such a file, without one that was cut. @returns null when there is no such file. */
export function readLastLines(path: string, maxBytes: number): LastLines | null {
  const end = readEnd(path, maxBytes);
  if (end === null) return null;
  const lines = end.text.split("\n");
  return { lines: end.isCut ? lines.slice(1) : lines, isCut: end.isCut };
}

/** When a regular file of this user last changed; null when there is no such file. */
export function fileState(path: string): FileState | null {
  try {
    const stat = fs().statSync(path, { throwIfNoEntry: false });
    return stat !== undefined && isOwnFile(stat)
      ? { mtimeMs: stat.mtimeMs, size: stat.size }
      : null;
  } catch {
    return null; // a folder on the way can't be entered
  }
}

/** `lstat` that gives null where there is nothing. @throws where a folder on the way can't be entered. */
export function lstat(path: string): Stats | null {
  try {
    return fs().lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return null;
    throw toExpected(error);
  }
}

/** Names in a folder; none when it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return fs().readdirSync(folder);
  } catch {
    return []; // no such folder, or not ours to read
  }
}

function isOwnFile(stat: Stats): boolean {
  return stat.isFile() && stat.uid === process.getuid?.();
}

/** Removes a file, if possible. */
export function removeFile(path: string): void {
  try {
    fs().rmSync(path, { force: true });
  } catch {
    // The folder is read-only, or something else is at the path: neither is ours to repair.
  }
}
