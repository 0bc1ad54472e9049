import { readFileSync } from "node:fs";

/**
 * The machine's name, as `hostname` of node:os gives it, without loading that
 * module: a hook needs nothing else of it.
 */
export async function machineName(): Promise<string> {
  try {
    return readFileSync("/proc/sys/kernel/hostname", "utf8").trim();
  } catch {
    return (await import("node:os")).hostname(); // no /proc: macOS, or hidden
  }
}
