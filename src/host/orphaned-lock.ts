import { lstat, namesIn } from "./file.ts";
import { draftOf } from "./lock.ts";
import { fs } from "./node-fs.ts";

/** With more processes than these the kernel's table of locks is read faster than they are. */
const MAX_PROCESSES = 1000;
/** Longer than the path of any program, and of its script. */
const COMMAND_BYTES = 10_000;

/** Which processes are looked at. */
export interface HolderSearch {
  /** A word of their command lines. */
  word?: string;
  /** Where there are more processes, all that hold any lock are looked at instead. */
  maxProcesses?: number;
}

/**
 * The process of this user's that holds the lock though its file was removed; null
 * for none, or where the system does not tell (not Linux).
 */
export function orphanedHolder(path: string, search: HolderSearch = {}): number | null {
  if (lstat(path) !== null) return null;
  const { word = "daemon", maxProcesses = MAX_PROCESSES } = search;
  const all = namesIn("/proc").filter((name) => name > "0" && name < ":");
  const pids = all.length > maxProcesses ? flockHolders() : startedWith(word, all);
  const removed = [path, draftOf(path)].map((file) => `${file} (deleted)`);
  for (const pid of pids) {
    const fds = `/proc/${pid}/fd`;
    if (namesIn(fds).some((fd) => removed.includes(linkOf(`${fds}/${fd}`) ?? ""))) {
      return Number(pid);
    }
  }
  return null;
}

/**
 * Those with that word in their command lines. A hub has one, and to read them takes
 * a tenth of what the table of locks takes, for which the kernel waits for all its CPUs.
 */
function startedWith(word: string, pids: readonly string[]): string[] {
  const { openSync, readSync, closeSync, lstatSync } = fs();
  const user = process.geteuid?.();
  const line = Buffer.allocUnsafe(COMMAND_BYTES);
  const wanted = Buffer.from(`\0${word}\0`);
  return pids.filter((pid) => {
    try {
      if (user !== 0 && lstatSync(`/proc/${pid}`).uid !== user) return false;
      const fd = openSync(`/proc/${pid}/cmdline`, "r");
      const length = readSync(fd, line, 0, line.length, 0);
      closeSync(fd);
      // It has none for an instant while a process re-execs itself.
      return length === 0 || length === line.length || line.subarray(0, length).includes(wanted);
    } catch {
      return false; // gone by now
    }
  });
}

// proc(5), /proc/locks: "1: FLOCK  ADVISORY  WRITE 4242 00:2d:1234 0 EOF"
function flockHolders(): string[] {
  try {
    const locks = fs().readFileSync("/proc/locks", "utf8");
    return Array.from(locks.matchAll(/: FLOCK +\w+ +\w+ (\d+) /g), ([, pid = ""]) => pid);
  } catch {
    return []; // no /proc
  }
}

function linkOf(path: string): string | undefined {
  try {
    return fs().readlinkSync(path);
  } catch {
    return undefined; // closed by now
  }
}
