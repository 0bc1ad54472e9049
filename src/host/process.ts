import { calls } from "./calls.ts";
import { fs } from "./node-fs.ts";

/** A process as the system knows it. */
export interface ProcessInfo {
  pid: number;
  parentPid: number;
  /** The process that leads its group: its launcher, or itself. */
  groupPid: number;
  /** Its program's short name. */
  name: string;
  /** When it started, as the system prints it; pid and start together identify a process. */
  start: string;
  /** It has ended and is not reaped yet. */
  isZombie: boolean;
  /** It was stopped, as by Ctrl-Z, and runs no further until told to. */
  isStopped: boolean;
  /** It has a terminal that it can be controlled from. */
  hasTerminal: boolean;
}

/** Looks a process up. @returns null when there is none, or the system does not tell. */
export type FindProcess = (pid: number) => ProcessInfo | null;

/** Index of starttime among the fields after the name. */
const STARTTIME = 19;

/** Looks one process up; for many at once there is {@link processTable}. */
export function findProcess(pid: number): ProcessInfo | null {
  if (process.platform !== "linux") return psLookup(pid).get(pid) ?? null;
  return hasOwnProc() ? readStat(pid) : null;
}

/** A lookup for many processes at once: where it takes a run of ps(1), it is one run. */
export function processTable(): FindProcess {
  if (process.platform !== "linux") return asLookup(psLookup());
  return hasOwnProc() ? readStat : () => null;
}

/** Whether there is such a process of this user, and it has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Over already, where nobody has reaped it.
  return process.platform !== "linux" || findProcess(pid)?.isZombie === false;
}

/** Whether this is the process that started then, and still runs. */
export function isStillRunning(found: ProcessInfo | null, start: string): found is ProcessInfo {
  return found !== null && found.start === start && !found.isZombie;
}

/**
 * Whether /proc shows the processes that ids count in here: after unshare(1) it
 * may still be the outer space's, where the same number is another process.
 */
function hasOwnProc(): boolean {
  try {
    return linkOf("/proc/self") === String(process.pid);
  } catch {
    return false; // /proc is hidden
  }
}

/**
 * The pid namespace: two programs of one machine with the same one mean the same
 * process by the same id and start. Null when the system does not tell.
 */
export function pidSpace(): string | null {
  if (process.platform !== "linux") return process.platform;
  try {
    return hasOwnProc() ? linkOf("/proc/self/ns/pid") : null;
  } catch {
    return null; // /proc is hidden
  }
}

/** The command line of a process, its words joined by spaces; empty when it can't be read. */
export function commandLine(pid: number): string {
  try {
    return fs().readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return ""; // gone, or no /proc
  }
}

// proc(5): pid (comm) state ppid … starttime is field 22. The name may hold
// spaces and parentheses, so the rest is read from its last one.
function readStat(pid: number): ProcessInfo | null {
  let stat: string;
  try {
    const path = `/proc/${pid}/stat`;
    stat = calls()?.text(path) ?? fs().readFileSync(path, "utf8");
  } catch {
    return null; // no such process, or /proc is hidden
  }
  const nameEnd = stat.lastIndexOf(")");
  const fields = stat.slice(nameEnd + 2).split(" ", STARTTIME + 1); // of fifty
  return {
    pid,
    parentPid: Number(fields[1]),
    groupPid: Number(fields[2]),
    name: stat.slice(stat.indexOf("(") + 1, nameEnd),
    start: fields[STARTTIME] ?? "",
    isZombie: fields[0] === "Z" || fields[0] === "X",
    isStopped: fields[0] === "T",
    hasTerminal: fields[4] !== "0",
  };
}

function linkOf(path: string): string {
  return calls()?.link(path) ?? fs().readlinkSync(path);
}

function asLookup(table: Map<number, ProcessInfo>): FindProcess {
  return (pid) => table.get(pid) ?? null;
}

/** Asks ps(1), where there is no /proc (macOS). */
function psLookup(pid?: number): Map<number, ProcessInfo> {
  const which = pid === undefined ? ["-A"] : ["-p", String(pid)];
  const columns = "pid=,ppid=,pgid=,stat=,tty=,lstart=,comm=";
  const { stdout } = Bun.spawnSync(["/bin/ps", ...which, "-o", columns], {
    // The start identifies a process: it must not change with the time zone.
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const table = new Map<number, ProcessInfo>();
  for (const line of stdout.toString().split("\n")) {
    // lstart is five words: "Sun Nov 22 13:21:28 2026"
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+((?:\S+\s+){4}\d{4})\s+(.*)$/.exec(
      line,
    );
    if (match === null) continue;
    const [, id = "", parent = "", group = "", state = "", tty = "", start = "", path = ""] = match;
    table.set(Number(id), {
      pid: Number(id),
      parentPid: Number(parent),
      groupPid: Number(group),
      name: path.slice(path.lastIndexOf("/") + 1),
      start,
      isZombie: state.startsWith("Z"),
      isStopped: state.startsWith("T"),
      hasTerminal: /^[a-z]/.test(tty),
    });
  }
  return table;
}
