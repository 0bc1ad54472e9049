import { readFileSync } from "node:fs";

/** Kept for the daemon's own files. */
const RESERVED = 64;
/** Processes watched at once, where the system allows as many descriptors. */
const MAX_PROCESSES = 512;
/** The default where the system does not tell: the least that any supported one has. */
const FALLBACK = 256;

/** How many descriptors there are for what may come in any number. */
export interface DescriptorShares {
  connections: number;
  /** Processes whose end the kernel tells. */
  processes: number;
}

/**
 * Shares them out, so that the process never runs out of them: at the last one the
 * accept loop spins, and nobody is let in any more (Bun 1.4.5).
 */
export function descriptorShares(limit = descriptorLimit()): DescriptorShares {
  const free = Math.max(0, limit - RESERVED);
  const processes = Math.min(MAX_PROCESSES, Math.floor(free / 4));
  return { connections: free - processes, processes };
}

// Bun has already raised the soft limit to the hard one.
function descriptorLimit(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? FALLBACK : Number(soft);
  } catch {
    return FALLBACK; // no /proc: macOS, or hidden
  }
}
