import { type Bench, compileNative } from "./bench.ts";
import { memoryOf } from "./machine.ts";
import { startHub } from "./servers.ts";
import { bounded, median, quantile, show } from "./table.ts";

const CROWDS = [
  { subscribers: 10, sessions: 1000 },
  { subscribers: 100, sessions: 10_000 },
  { subscribers: 1000, sessions: 10_000 },
];
const SAMPLE_MS = 100;

/** Every session changes within a second, and every subscriber ends with the last state of all. */
export async function measureCrowd(bench: Bench): Promise<void> {
  const crowd = compileNative(bench.folder, "crowd");
  for (const { subscribers, sessions } of bench.isQuick ? CROWDS.slice(0, 1) : CROWDS) {
    using hub = await startHub(bench.folder);
    const child = Bun.spawn([crowd, hub.socket, String(subscribers), String(sessions)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let most = 0;
    const sampling = setInterval(() => {
      most = Math.max(most, memoryOf(hub.pid).anon / 1024);
    }, SAMPLE_MS);
    const printed = await child.stdout.text();
    clearInterval(sampling);
    if ((await child.exited) !== 0) throw new Error(`crowd ended with ${child.exitCode}`);
    const figures = printed.trim().split("\n").map(Number);
    const seconds = figures.pop() ?? 0;
    const what = `${show(sessions)} changes in a second, ${show(subscribers)} subscribers`;
    bench.row({
      what: `${what}: until all are right`,
      figure: show(seconds, "s"),
      beside: `${show((subscribers * sessions) / seconds)} states a second`,
    });
    bench.row({
      what: `${what}: a GET meanwhile`,
      figure: `${show(median(figures) / 1000, "ms")} · p99 ${show(quantile(figures, 0.99) / 1000, "ms")}`,
      target: "p99 < 50 ms",
      isMet: quantile(figures, 0.99) < 50_000,
    });
    bench.row(bounded(`${what}: RssAnon at its highest`, most, 128, "MB"));
  }
}
