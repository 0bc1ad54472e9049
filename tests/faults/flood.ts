import { PROGRAM } from "../support/paths.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { openPipe } from "./pipe.ts";

/** What the owner gets while the report-only socket is flooded. */
export interface FloodFigures {
  /** How long the owner's GET took, in milliseconds, the shortest first. */
  getMs: number[];
  /** Hooks that were delivered, of how many. */
  hooks: { delivered: number; of: number };
  /** Reports that the flood got through meanwhile. */
  reports: number;
}

/**
 * Asks for a session while so many report connections pipeline reports.
 * @param gets how often it is asked for, and a hook run for each ten.
 */
export async function flood(
  box: Sandbox,
  connections: number,
  gets: number,
): Promise<FloodFigures> {
  const reportSocket = `${box.folder}/report.sock`;
  await box.daemon(["--report-socket", reportSocket]);
  const own = await openPipe(box.socket, () => {});
  await own.ask({ cmd: "SET", session_id: "mine", status: "working" });
  const flooder = [process.execPath, `${import.meta.dir}/flooder.ts`];
  const flooding = box.spawn([...flooder, reportSocket, String(connections)]);
  const seq = async () => (await own.ask({ cmd: "STATUS" }))?.data.seq;
  await until(async () => (await seq()) > 1000, "the flood");
  const before = await seq();
  const getMs: number[] = [];
  const hooks = { delivered: 0, of: 0 };
  for (let i = 0; i < gets; i++) {
    const startMs = performance.now();
    await own.ask({ cmd: "GET", session_id: "mine" });
    getMs.push(performance.now() - startMs);
    await Bun.sleep(5);
    if (i % 10 > 0) continue;
    const stdin = JSON.stringify({ session_id: `h${i}`, hook_event_name: "UserPromptSubmit" });
    await box.exec([PROGRAM, "hook", "claude"], { stdin });
    hooks.of += 1;
    const found = await own.ask({ cmd: "GET", session_id: `h${i}` });
    if (found?.ok) hooks.delivered += 1;
  }
  const reports = (await seq()) - before;
  flooding.signal("SIGKILL");
  own.close();
  return { getMs: getMs.sort((a, b) => a - b), hooks, reports };
}

/** The value that so large a part of them does not exceed. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
