import { readdirSync, readFileSync } from "node:fs";
import { arch, cpus, release, totalmem } from "node:os";

/** What a figure is worth depends on where it was taken. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpu?.model ?? "?"}, ${cpus().length} cores, ${gib} GiB, ${process.platform} ${release()} ${arch()}, Bun ${Bun.version}`;
}

/** Memory of a process in kB, as `ps` and /proc show it. */
export interface Memory {
  rss: number;
  /** What the system can't take back. */
  anon: number;
  /** Its share of pages that several processes use. */
  pss: number;
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return {
    rss: numberIn(status, "VmRSS"),
    anon: numberIn(status, "RssAnon"),
    pss: numberIn(rollup, "Pss"),
  };
}

/** CPU time of all of a process's threads so far, in milliseconds. */
export function cpuMsOf(pid: number): number {
  const nanoseconds = tasksOf(pid).map((task) =>
    Number(readFileSync(`${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((a, b) => a + b, 0) / 1e6;
}

/** Times the process's threads were woken so far: each has given the CPU up by itself before. */
export function wakeUpsOf(pid: number): number {
  return tasksOf(pid)
    .map((task) => numberIn(readFileSync(`${task}/status`, "utf8"), "voluntary_ctxt_switches"))
    .reduce((a, b) => a + b, 0);
}

function tasksOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`);
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);
}
