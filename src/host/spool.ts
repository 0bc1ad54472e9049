import * as fs from "node:fs";
import { socketOf } from "../protocol/address.ts";
import { account } from "./account.ts";
import { lstat, namesIn } from "./file.ts";
import { runtimeBase, runtimeFolder } from "./runtime-folder.ts";

/** Beyond this the oldest are dropped. */
const MAX_REPORTS = 500;
/** A larger report is not spooled: no hook writes one. */
const MAX_REPORT_BYTES = 16 * 1024;
/** A draft of a process that was killed is removed after this long. */
const DRAFT_MS = 60_000;

const ENDING = ".spool";
const NAME = /^\d{16}-\d+-\d{3}\.json$/;

/** One spooled report. */
export interface Spooled {
  path: string;
  /** The request as a line. */
  line: string;
}

/**
 * Folder of the reports that wait for the daemon of a socket, next to its lock:
 * whoever means the socket finds them.
 */
export function spoolFolder(socket: string): string {
  return `${runtimeBase(socket)}${ENDING}`;
}

/**
 * Spools requests for the next daemon: one private file each, written atomically,
 * named so that they sort by time.
 * @param atMs when the sender began, Unix milliseconds; fractions count.
 * @throws when they can't be written.
 */
export function leaveInSpool(folder: string, lines: readonly string[], atMs: number): void {
  openFolder(folder);
  const waiting = spooledNames(folder);
  for (const name of waiting.slice(0, Math.max(0, waiting.length + lines.length - MAX_REPORTS))) {
    fs.rmSync(`${folder}/${name}`, { force: true });
  }
  const stamp = String(Math.round(atMs * 1000)).padStart(16, "0");
  for (const [index, line] of lines.slice(-MAX_REPORTS).entries()) {
    if (Buffer.byteLength(line) > MAX_REPORT_BYTES) continue;
    const name = `${stamp}-${process.pid}-${String(index).padStart(3, "0")}`;
    const draft = `${folder}/.${name}`;
    writeDraft(folder, draft, line);
    fs.renameSync(draft, `${folder}/${name}.json`);
  }
}

// A hub that leaves takes an empty folder with it, even one that was made just now.
function writeDraft(folder: string, draft: string, line: string): void {
  const options = { mode: 0o600, flag: "wx" } as const;
  try {
    fs.writeFileSync(draft, line, options);
  } catch (error) {
    if (lstat(folder) !== null) throw error;
    openFolder(folder);
    fs.writeFileSync(draft, line, options);
  }
}

/** The spooled reports, the oldest first. A file that is no report of this user's is removed. */
export function readSpool(folder: string): Spooled[] {
  return spooledNames(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    const line = readOwn(path);
    if (line !== undefined) return [{ path, line }];
    removeSpooled(path);
    return [];
  });
}

/** Removes a report from the spool. */
export function removeSpooled(path: string): void {
  try {
    fs.rmSync(path, { force: true, recursive: true });
  } catch {
    // A read-only disk: it is taken in again, which changes nothing.
  }
}

/** The depth of a spool. */
export interface SpoolDepth {
  reports: number;
  /** When the oldest was spooled, Unix milliseconds; null when there is none. */
  oldestMs: number | null;
}

/** How many reports are spooled, and since when. */
export function spoolDepth(folder: string): SpoolDepth {
  const [oldest, ...more] = spooledNames(folder);
  if (oldest === undefined) return { reports: 0, oldestMs: null };
  return { reports: more.length + 1, oldestMs: Math.floor(Number(oldest.slice(0, 16)) / 1000) };
}

/** What waits for this user's other sockets, as far as their spools stand together. */
export function otherSpools(socket: string): { socket: string; depth: SpoolDepth }[] {
  const folder = runtimeFolder();
  const own = spoolFolder(socket);
  return namesIn(folder)
    .map((name) => ({ name, path: `${folder}/${name}` }))
    .filter(({ name, path }) => name.endsWith(ENDING) && path !== own)
    .map(({ name, path }) => ({
      socket: socketOf(name.slice(0, -ENDING.length)),
      depth: spoolDepth(path),
    }));
}

/** Removes drafts of processes that were killed. */
export function clearDrafts(folder: string, nowMs: number): void {
  for (const name of namesIn(folder).filter((one) => one.startsWith("."))) {
    const stat = lstat(`${folder}/${name}`);
    if (stat !== null && nowMs - stat.mtimeMs > DRAFT_MS) removeSpooled(`${folder}/${name}`);
  }
}

function spooledNames(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => NAME.test(name))
    .sort();
}

function openFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = lstat(folder);
  if (stat?.isDirectory() !== true || stat.uid !== account().uid) {
    throw new Error(`${folder} is not a folder of yours`);
  }
  if ((stat.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
}

function readOwn(path: string): string | undefined {
  let fd: number | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fs.fstatSync(fd);
    const isOwn = stat.isFile() && stat.uid === account().uid;
    return isOwn && stat.size <= MAX_REPORT_BYTES ? fs.readFileSync(fd, "utf8") : undefined;
  } catch {
    return undefined; // gone by now, or a link
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
}
