import { type Bench, column, compileNative, run } from "./bench.ts";
import { watchThreads } from "./machine.ts";
import { startHub } from "./servers.ts";
import { median, show } from "./table.ts";

const SESSIONS = [1, 100, 1000, 10_000];
const SUBSCRIBERS = [1, 10, 100, 1000];

/** What one change costs the daemon, by how much it knows and by how many listen. */
export async function measureScaling(bench: Bench): Promise<void> {
  const push = compileNative(bench.folder, "push");
  const known = SESSIONS.map((sessions) => ({ sessions, subscribers: 1 }));
  const heard = SUBSCRIBERS.slice(1).map((subscribers) => ({ sessions: 100, subscribers }));
  for (const { sessions, subscribers } of [...known, ...heard]) {
    if (bench.isQuick && Math.max(sessions, subscribers) > 100) continue;
    using hub = await startHub(bench.folder);
    run([push, "hub", hub.socket, "1", "3000", String(sessions)]); // until it is compiled
    const rounds = Math.max(100, Math.round(2000 / subscribers));
    const measure = (count: number) =>
      column(run([push, "hub", hub.socket, String(subscribers), String(count), String(sessions)]));
    measure(1); // the first connections cost the most
    const used = watchThreads(hub.pid);
    measure(1);
    const setUp = used().cpuMs;
    const latencies = measure(rounds);
    const cpu = ((used().cpuMs - 2 * setUp) * 1000) / (rounds - 1);
    bench.row({
      what: `${show(sessions)} sessions × ${show(subscribers)} subscribers`,
      figure: show(median(latencies), "µs"),
      beside: cpu > 0 ? `${show(cpu, "µs CPU")} a change` : "CPU: lost in what connecting takes",
    });
  }
}
