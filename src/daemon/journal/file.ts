// Files in a folder that only this user can enter, opened as if others could too.
import * as fs from "node:fs";
import { lstat } from "../../host/file.ts";
import { isPrivate } from "../../protocol/address.ts";

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

/**
 * Opens a file that only this user can have written.
 * @returns undefined when there is none.
 * @throws when something else is in its place.
 */
export function openOwn(path: string, maxBytes: number): number | undefined {
  if (lstat(path) === null) return undefined;
  const fd = fs.openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
  const stat = fs.fstatSync(fd);
  const isOwn = stat.isFile() && isPrivate(stat, process.getuid?.() ?? 0);
  if (isOwn && stat.size <= maxBytes) return fd;
  fs.closeSync(fd);
  throw new Error(isOwn ? "it is too large" : `${path} is not a file of yours alone`);
}

/** Puts a new private file in the place of whatever was there. @returns it, open. */
export function replaceFile(path: string, bytes: Buffer): number {
  const draft = `${path}.new`;
  fs.rmSync(draft, { force: true }); // left by a process that was killed here
  const fd = fs.openSync(draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    writeAll(fd, bytes, 0);
    fs.renameSync(draft, path);
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    fs.rmSync(draft, { force: true });
    throw error;
  }
}

/** Writes all the bytes at a position; a full disk may take a part before it throws. */
export function writeAll(fd: number, bytes: Buffer, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, position + written);
  }
}

/** Renames what is at the path, to be looked at by a person. @returns to what; undefined where that failed. */
export function setAside(path: string): string | undefined {
  const aside = `${path}.old`;
  try {
    fs.renameSync(path, aside);
    return aside;
  } catch {
    return undefined; // a read-only folder, or a folder of that name with something in it
  }
}
