import { readFileSync } from "node:fs";

/** Descriptors kept for the daemon's own files; at the last one the accept loop spins (Bun 1.4.5). */
const RESERVED_DESCRIPTORS = 64;
/** Connections of all sockets together, where the system allows as many. */
export const MAX_CONNECTIONS = 8192;
/** The default where the system does not tell: the least that any supported one has. */
const FALLBACK_DESCRIPTORS = 256;

/**
 * How many connections each socket may hold, so that the process never runs out
 * of descriptors: the report-only one, where there is one, a quarter of them.
 */
export function connectionLimits(hasReportSocket: boolean): { owner: number; report: number } {
  const descriptors = descriptorLimit();
  const all = Math.min(MAX_CONNECTIONS, Math.max(8, descriptors - RESERVED_DESCRIPTORS));
  const report = hasReportSocket ? Math.ceil(all / 4) : 0;
  return { owner: all - report, report };
}

// Bun has already raised the soft limit to the hard one.
function descriptorLimit(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? FALLBACK_DESCRIPTORS : Number(soft);
  } catch {
    return FALLBACK_DESCRIPTORS; // no /proc: macOS, or hidden
  }
}
