import { calls } from "./calls.ts";
import { fs } from "./node-fs.ts";

const HOSTNAME = "/proc/sys/kernel/hostname";

/**
 * The machine's name, as `hostname` of node:os gives it, without loading that
 * module: a hook needs nothing else of it.
 */
export async function machineName(): Promise<string> {
  try {
    return (calls()?.text(HOSTNAME) ?? fs().readFileSync(HOSTNAME, "utf8")).trim();
  } catch {
    return (await import("node:os")).hostname(); // no /proc: macOS, or hidden
  }
}
