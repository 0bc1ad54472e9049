import { type Bench, column, compileNative, run } from "./bench.ts";
import { watchThreads } from "./machine.ts";
import { startHub } from "./servers.ts";
import { median, show } from "./table.ts";

/** What one change costs the daemon, by how much it knows and how many listen. */
export async function measureScaling(bench: Bench): Promise<void> {
  const push = compileNative(bench.folder, "push");
  const sessions = bench.isQuick ? [1, 1000] : [1, 100, 1000, 10_000];
  const subscribers = bench.isQuick ? [1, 100] : [1, 10, 100, 1000];
  for (const many of sessions) {
    using hub = await startHub(bench.folder);
    for (const listeners of subscribers) {
      const rounds = Math.max(40, Math.round(2000 / listeners));
      const args = [push, "hub", hub.socket, String(listeners)];
      run([...args, "1", String(many)]);
      const used = watchThreads(hub.pid);
      run([...args, "1", String(many)]);
      const setUp = used().cpuMs;
      const latencies = column(run([...args, String(rounds), String(many)]));
      const cpu = ((used().cpuMs - 2 * setUp) * 1000) / rounds;
      bench.row({
        what: `${show(many)} sessions × ${show(listeners)} subscribers`,
        figure: show(median(latencies), "µs"),
        beside: `${show(Math.max(0, cpu), "µs CPU")} a change`,
      });
    }
  }
}
