import { lstat, namesIn } from "./file.ts";
import { draftOf } from "./lock.ts";
import { fs } from "./node-fs.ts";

/**
 * The process of this user's that holds the lock though its file was removed; null
 * for none, or where the system does not tell (not Linux, or it was taken by flock(1)).
 */
export function orphanedHolder(path: string): number | null {
  if (lstat(path) !== null) return null;
  const removed = [path, draftOf(path)].map((file) => `${file} (deleted)`);
  for (const pid of flockHolders()) {
    const fds = `/proc/${pid}/fd`;
    if (namesIn(fds).some((fd) => removed.includes(linkOf(`${fds}/${fd}`) ?? ""))) return pid;
  }
  return null;
}

// proc(5), /proc/locks: "1: FLOCK  ADVISORY  WRITE 4242 00:2d:1234 0 EOF"
function flockHolders(): number[] {
  try {
    const locks = fs().readFileSync("/proc/locks", "utf8");
    return Array.from(locks.matchAll(/: FLOCK +\w+ +\w+ (\d+) /g), ([, pid]) => Number(pid));
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
