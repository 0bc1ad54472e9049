import { readFileSync } from "node:fs";
import { tickMs } from "./uptime.ts";

/**
 * When the newest child of a process that is on another terminal than the process
 * itself began, in Unix milliseconds; null for none, or where the system does not tell.
 */
export function terminalChildMs(pid: number, nowMs: number): number | null {
  if (process.platform !== "linux") return null;
  const own = statOf(pid);
  if (own === null) return null;
  let newest: number | null = null;
  for (const child of read(`/proc/${pid}/task/${pid}/children`).split(" ")) {
    const stat = child === "" ? null : statOf(Number(child));
    if (stat === null || stat.terminal === 0 || stat.terminal === own.terminal) continue;
    const beganMs = tickMs(stat.startTicks, nowMs);
    if (newest === null || beganMs > newest) newest = beganMs;
  }
  return newest;
}

function statOf(pid: number): { terminal: number; startTicks: number } | null {
  const stat = read(`/proc/${pid}/stat`);
  // The name may hold spaces and parentheses, so the rest is read from its last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [terminal, startTicks] = [Number(fields[4]), Number(fields[19])];
  return stat === "" || Number.isNaN(startTicks) ? null : { terminal, startTicks };
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // it has ended meanwhile, or /proc is hidden
  }
}
