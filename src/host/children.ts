import { readFileSync } from "node:fs";
import { commandLine } from "./process.ts";
import { tickMs } from "./uptime.ts";

/** A process that another one started. */
export interface Child {
  pid: number;
  /** Unix milliseconds, to a hundredth of a second. */
  beganMs: number;
  /** The number of its terminal; 0 for none. */
  terminal: number;
}

/** A child process with its command line. */
export interface Command extends Pick<Child, "pid" | "beganMs"> {
  line: string;
}

/** The children of a process; none where the system does not tell. */
export function childrenOf(pid: number, nowMs: number): Child[] {
  if (process.platform !== "linux") return [];
  const ids = read(`/proc/${pid}/task/${pid}/children`).split(" ");
  return ids.flatMap((id) => {
    const stat = id === "" ? null : statOf(Number(id));
    if (stat === null) return [];
    const beganMs = tickMs(stat.startTicks, nowMs);
    return [{ pid: Number(id), beganMs, terminal: stat.terminal }];
  });
}

/**
 * When the newest child of a process that is on another terminal than the process
 * itself began, in Unix milliseconds; null for none, or where the system does not tell.
 */
export function terminalChildMs(pid: number, nowMs: number): number | null {
  const own = statOf(pid);
  const others = childrenOf(pid, nowMs).filter(({ terminal }) => {
    return terminal !== 0 && terminal !== own?.terminal;
  });
  return others.length === 0 ? null : Math.max(...others.map(({ beganMs }) => beganMs));
}

/** What the children of a process run. */
export function commandsOf(pid: number, nowMs: number): Command[] {
  return childrenOf(pid, nowMs).map((child) => {
    return { pid: child.pid, beganMs: child.beganMs, line: commandLine(child.pid) };
  });
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
