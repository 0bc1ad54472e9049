import * as fs from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";

/**
 * File systems that answer from this machine's own disks and memory. Any other may
 * have its server elsewhere, or be a program's: who looks into it may wait for ever.
 */
const LOCAL = new Set(
  (
    "ext2 ext3 ext4 xfs btrfs zfs bcachefs f2fs jfs reiserfs nilfs2 ubifs ecryptfs overlay aufs " +
    "tmpfs ramfs devtmpfs hugetlbfs vfat exfat ntfs3 fuseblk hfs hfsplus apfs udf iso9660 " +
    "squashfs erofs rootfs proc sysfs devpts cgroup cgroup2 mqueue securityfs debugfs tracefs"
  ).split(" "),
);
const MAX_LINKS = 40;
/** The table is read again after this: what was mounted since has only just answered. */
const FRESH_MS = 1000;

/** Tells which paths lead where nobody may ever answer. */
export interface Mounts {
  /**
   * Whether a look at the path might wait for ever: on its way is a file system of
   * another machine's or of a program's. Not so on the home's own file system, without
   * which nothing of the user's works. Looks at nothing there.
   */
  mayNotAnswer(path: string): boolean;
}

/**
 * @param readTable gives the mounts as proc(5) has them in `mountinfo`; empty where
 *   the system does not tell.
 */
export function createMounts(readTable: () => string, home: string, now: () => number): Mounts {
  let silent: ReadonlySet<string> = new Set();
  let readMs = Number.NEGATIVE_INFINITY;

  function refresh(): void {
    if (now() - readMs < FRESH_MS) return;
    readMs = now();
    const all = silentMounts(readTable());
    // A home on such a file system stands and falls with it.
    for (let at = firstOn(home, all); at !== undefined; at = firstOn(home, all)) all.delete(at);
    silent = all;
  }

  return {
    mayNotAnswer(path) {
      refresh();
      return silent.size > 0 && firstOn(path, silent) !== undefined;
    },
  };
}

/** Mount points that lead to no local file system; the last one mounted there counts. */
function silentMounts(table: string): Set<string> {
  const silent = new Set<string>();
  for (const line of table.split("\n")) {
    // proc(5): id, parent, device, root, mount point, options, optional fields, "-", type, …
    const [before = "", after = ""] = line.split(" - ");
    const isLocal = LOCAL.has(after.slice(0, after.indexOf(" ")));
    if (after === "" || (isLocal && silent.size === 0)) continue;
    const at = unescapePath(before.split(" ", 5)[4] ?? "");
    if (isLocal) silent.delete(at);
    else silent.add(at);
  }
  return silent;
}

// Space, tab, newline and backslash are written as octal numbers there.
function unescapePath(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\([0-7]{3})/g, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

/** The first of these mounts that a path comes to, links followed; undefined for none. */
function firstOn(path: string, mounts: ReadonlySet<string>): string | undefined {
  const last = mounts.has("/") ? "/" : undefined;
  let rest = partsOf(path);
  let at = "/";
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = resolve(at, part);
    if (next !== "/" && mounts.has(next)) return next;
    const target = part === ".." ? null : linkOf(next);
    if (target === undefined) return last; // there is nothing below it either
    if (target === null) at = next;
    else if (links++ < MAX_LINKS) {
      rest = [...partsOf(resolve(at, target)), ...rest];
      at = "/";
    } else return undefined; // a circle, which nobody can follow
  }
  return last;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/** Where a link leads; null for anything else, undefined where there is nothing to be had. */
function linkOf(path: string): string | null | undefined {
  try {
    return fs.readlinkSync(path);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EINVAL" ? null : undefined;
  }
}

/** The mounts of this machine; where it does not tell of them, all are taken to answer. */
export function openMounts(): Mounts {
  return createMounts(readTable, homedir(), () => performance.now());
}

function readTable(): string {
  try {
    return fs.readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return ""; // no Linux, or /proc is hidden
  }
}
