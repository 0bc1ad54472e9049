import { readFileSync } from "node:fs";

/** A limit that a process has from whoever started it. */
export interface InheritedLimit {
  /** `RLIMIT_CPU` or `RLIMIT_FSIZE` (Linux, asm-generic/resource.h); null for the niceness. */
  resource: 0 | 1 | null;
  /** For people. */
  says: string;
}

const LIMITS = [
  { line: "Max cpu time", resource: 0, says: (s: string) => `is ended after ${s} s of CPU time` },
  { line: "Max file size", resource: 1, says: (s: string) => `writes no file over ${s} bytes` },
] as const;

/**
 * What keeps this process back since its start, as `ulimit -t` or nice(1) of its
 * starter's: a hub that an agent's hook has started serves everyone else too.
 * Empty where the system does not tell.
 */
export function inheritedLimits(): InheritedLimit[] {
  try {
    const limits = readFileSync("/proc/self/limits", "latin1");
    const found: InheritedLimit[] = LIMITS.flatMap(({ line, resource, says }) => {
      const soft = new RegExp(`^${line}\\s+(\\d+)`, "m").exec(limits)?.[1];
      return soft === undefined ? [] : [{ resource, says: says(soft) }];
    });
    const stat = readFileSync("/proc/self/stat", "latin1");
    // proc(5): field 19; the state, behind the name, is field 3.
    const nice = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
    if (nice > 0) found.push({ resource: null, says: `runs with niceness ${nice}` });
    return found;
  } catch {
    return []; // no /proc: macOS, or hidden
  }
}
