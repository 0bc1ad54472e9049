import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { reasonOf } from "../host/system-error.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { clearDrafts, draftOf } from "./drafts.ts";
import { makeFolder, ownerBelow, removeFolders } from "./folders.ts";

const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** A file that stays empty for so long is meant to be. */
const MAX_EMPTY_MS = 300;
const LOOK_MS = 10;

/** A file as it is now. */
export interface DiskFile {
  /** The path as its agent names it. */
  file: string;
  /** Where links lead: what is written. */
  target: string;
  /** Null when there is none. */
  text: string | null;
  /** Why it can't be read or written; undefined when it can. */
  problem?: string;
  /** The system would not let us see whether anything is there. */
  isHidden?: true;
}

/** Reads a file, and says beforehand whether it could be written. Follows links, also one that leads nowhere yet. */
export function readDisk(file: string): DiskFile {
  let target = file;
  if (file.includes("\ufffd")) {
    return { file, target, text: null, problem: `${file} has a name that is not UTF-8` };
  }
  try {
    target = followLinks(file);
    const stats = statOf(target);
    if (stats === undefined) return { file, target, text: null, ...folderProblem(target) };
    if (!stats.isFile()) return { file, target, text: null, problem: `${file} is not a file` };
    if (stats.size > MAX_FILE_BYTES) {
      return { file, target, text: null, problem: `${file} is over 8 MiB` };
    }
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      stats.size === 0 ? readOnceWritten(target) : readFileSync(target),
    );
    if (isReadOnly(target, stats)) return { file, target, text, problem: readOnly(file) };
    return { file, target, text, ...folderProblem(target) };
  } catch (error) {
    const isHidden = error instanceof TypeError ? {} : ({ isHidden: true } as const);
    return { file, target, text: null, problem: problemOf(error, file), ...isHidden };
  }
}

/**
 * The bytes of a file that was empty just now. Some agents empty their settings
 * before they write them: what is taken for nothing in between would be lost.
 */
function readOnceWritten(target: string): Buffer {
  for (let looks = 0; looks < MAX_EMPTY_MS / LOOK_MS; looks += 1) {
    const bytes = readFileSync(target);
    const ageMs = Date.now() - statSync(target).mtimeMs;
    if (bytes.length > 0 || ageMs > MAX_EMPTY_MS) return bytes;
    Bun.sleepSync(LOOK_MS);
  }
  return readFileSync(target);
}

/** The text of a file that is only looked at; null when there is none or it can't be read. */
export function readQuietly(file: string): string | null {
  const { text } = readDisk(file);
  return text;
}

/**
 * Writes a file whole or not at all, in the place of what was read of it. Links stay links.
 * @param before what was read; null: there was no file.
 * @returns false when it is something else by now, and is left alone.
 * @throws ConsoleError `refused` when the folder or the file can't be written
 */
export function writeDisk(file: string, text: string, before: string | null): boolean {
  const isAsBefore = () => readDisk(file).text === before;
  return act(file, "nothing was written", () => writeWhole(followLinks(file), text, isAsBefore));
}

/**
 * Removes a file, and each folder above it that we made and that is empty now.
 * @throws ConsoleError `refused` when it can't be removed
 */
export function removeDisk(file: string): void {
  act(file, "it was left as it is", () => {
    const target = followLinks(file);
    clearDrafts(target);
    if (existsSync(target)) unlinkSync(target);
    removeFolders(dirname(target));
  });
}

/** Does something to a file. @throws refused when the system does, with what has become of the file. */
export function act<T>(file: string, outcome: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    throw new ConsoleError("refused", `${problemOf(error, file)} - ${outcome}`);
  }
}

/**
 * Puts a new file in the place of another, or of a link: written beside it, with
 * the mode and owner of the old one, or the owner of its folder, flushed, then
 * renamed over it.
 * @param mayReplace asked last: to flush it takes long enough for others to write.
 * @returns what that said.
 */
export function writeWhole(target: string, text: string, mayReplace = () => true): boolean {
  const folder = dirname(target);
  const temporary = draftOf(target);
  clearDrafts(target);
  makeFolder(folder);
  const stats = statOf(target);
  try {
    const fd = openSync(temporary, "wx", 0o600);
    try {
      const owner = stats ?? ownerBelow(folder);
      if (owner.uid !== process.getuid?.()) fchownSync(fd, owner.uid, owner.gid);
      if (stats !== undefined) fchmodSync(fd, stats.mode & 0o7777);
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    const isWanted = mayReplace();
    if (isWanted) renameSync(temporary, target);
    return isWanted;
  } finally {
    if (existsSync(temporary)) unlinkSync(temporary);
  }
}

function folderProblem(target: string): { problem?: string } {
  let folder = dirname(target);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const stats = statSync(folder);
  if (!stats.isDirectory()) return { problem: `${folder} is not a folder` };
  return isReadOnly(folder, stats) ? { problem: readOnly(folder) } : {};
}

// By its mode as well: root may write what its owner locked, and a rename asks the folder only.
function isReadOnly(path: string, stats: Stats): boolean {
  if ((stats.mode & 0o222) === 0) return true;
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch {
    // Whatever the reason is, writing would meet it too.
    return true;
  }
}

function readOnly(path: string): string {
  return `${path} is read-only`;
}

// Undefined also when a file stands where a folder on the way should be.
function statOf(path: string, stat = statSync): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function followLinks(file: string): string {
  let path = file;
  for (let hops = 0; hops < 40; hops += 1) {
    if (!statOf(path, lstatSync)?.isSymbolicLink()) break;
    path = resolve(dirname(path), readlinkSync(path));
  }
  return existsSync(path) ? realpathSync(path) : path;
}

function problemOf(error: unknown, file: string): string {
  if (error instanceof TypeError) return `${file} is not UTF-8 text`;
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return `no right to read and write ${file}`;
  if (code === "ENOSPC") return `no space left for ${file}`;
  const reason = reasonOf(error);
  if (reason !== undefined) return `${file}: ${reason}`;
  return error instanceof Error ? `${file}: ${error.message}` : `can't reach ${file}`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
