import { readFileSync } from "node:fs";

/**
 * Milliseconds on a clock that nobody can set, the same in every process of this
 * boot. Where the system does not tell (macOS), it is that of this process alone.
 */
export function steadyMs(): number {
  const uptimeSeconds = process.platform === "linux" ? readUptime() : Number.NaN;
  if (uptimeSeconds >= 0) return Math.round(uptimeSeconds * 1000);
  return Math.round(performance.timeOrigin + performance.now());
}

// proc(5), /proc/uptime: "11344.16 4924.10", sleep included.
function readUptime(): number {
  try {
    return Number.parseFloat(readFileSync("/proc/uptime", "latin1"));
  } catch {
    return Number.NaN; // /proc is hidden
  }
}
