import { readFileSync } from "node:fs";

/**
 * Whether a Unix socket of this network namespace was bound to one of the paths and
 * is still open, its file removed or not. True where the system does not tell.
 */
export function isBound(paths: readonly string[]): boolean {
  try {
    // proc(5), /proc/net/unix: "Num RefCount Protocol Flags Type St Inode Path"
    const table = readFileSync("/proc/net/unix", "utf8");
    return paths.some((path) => table.includes(` ${path}\n`));
  } catch {
    return true; // macOS, or /proc is hidden
  }
}
