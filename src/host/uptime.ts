import { readFileSync } from "node:fs";

/** Clock ticks a second in which proc(5) counts; the same on all its architectures. */
const USER_HZ = 100;

/** Milliseconds since the boot, sleep included; NaN where the system does not tell (macOS, a hidden /proc). */
export function uptimeMs(): number {
  try {
    // "11344.16 4924.10": to the hundredth, where the runtime's own gives whole seconds (Bun 1.4.5).
    return Number.parseFloat(readFileSync("/proc/uptime", "latin1")) * 1000;
  } catch {
    return Number.NaN;
  }
}

/** The time, in Unix milliseconds, that proc(5) gives as so many ticks since the boot. */
export function tickMs(ticks: number, nowMs: number): number {
  return nowMs - uptimeMs() + (ticks * 1000) / USER_HZ;
}
