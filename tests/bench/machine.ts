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

/** What the threads of a process have done. */
export interface Activity {
  cpuMs: number;
  /** Times they were woken: each had given the CPU up by itself before. */
  wakes: number;
}

/** Begins to measure. @returns what was done since; a thread that ended meanwhile counts no more. */
export function watchThreads(pid: number): () => Activity {
  const before = threadsOf(pid);
  return () => {
    const sum = { cpuMs: 0, wakes: 0 };
    for (const [id, { cpuMs, wakes }] of threadsOf(pid)) {
      sum.cpuMs += cpuMs - (before.get(id)?.cpuMs ?? 0);
      sum.wakes += wakes - (before.get(id)?.wakes ?? 0);
    }
    return sum;
  };
}

function threadsOf(pid: number): Map<string, Activity> {
  const ids = readdirSync(`/proc/${pid}/task`);
  return new Map(
    ids.map((id) => {
      const read = (name: string) => readFileSync(`/proc/${pid}/task/${id}/${name}`, "utf8");
      const cpuMs = Number(read("schedstat").split(" ")[0]) / 1e6;
      return [id, { cpuMs, wakes: numberIn(read("status"), "voluntary_ctxt_switches") }];
    }),
  );
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? Number.NaN);
}
