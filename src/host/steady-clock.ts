import { uptimeMs } from "./uptime.ts";

/**
 * Milliseconds on a clock that nobody can set, the same in every process of this
 * boot. Where the system does not tell (macOS), it is that of this process alone.
 */
export function steadyMs(): number {
  const ms = uptimeMs();
  return Math.round(Number.isNaN(ms) ? performance.timeOrigin + performance.now() : ms);
}
