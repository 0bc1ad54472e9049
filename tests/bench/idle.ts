import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, compileNative, isInstalled, run } from "./bench.ts";
import { cpuMsOf, wakeUpsOf } from "./machine.ts";
import { type Server, startHub } from "./servers.ts";
import { show } from "./table.ts";

/** Until the daemon has settled after its last message. */
const SETTLE_MS = 12_000;

/** What a daemon does while nobody says anything. */
export async function measureIdle(bench: Bench): Promise<void> {
  const quietMs = bench.isQuick ? 5000 : 60_000;
  const seconds = quietMs / 1000;
  using empty = await startHub(bench.folder);
  using watched = await startHub(bench.folder);
  using _watcher = await watch(bench, watched, 20);
  await Bun.sleep(SETTLE_MS);
  const before = [empty, watched].map(({ pid }) => ({ wakes: wakeUpsOf(pid), cpu: cpuMsOf(pid) }));
  await Bun.sleep(quietMs);
  const after = [empty, watched].map(({ pid }) => ({ wakes: wakeUpsOf(pid), cpu: cpuMsOf(pid) }));
  const names = ["nobody connected", "20 sessions and a watcher"];
  for (const [i, name] of names.entries()) {
    const wakes = (after[i]?.wakes ?? 0) - (before[i]?.wakes ?? 0);
    const cpu = (after[i]?.cpu ?? 0) - (before[i]?.cpu ?? 0);
    bench.row({
      what: `${name}: wake-ups in ${seconds} s`,
      figure: String(wakes),
      target: "≤ 1 a minute",
      isMet: wakes <= Math.ceil(quietMs / 60_000),
    });
    bench.row({
      what: `${name}: CPU in ${seconds} s`,
      figure: show(cpu, "ms"),
      target: "< 10 ms",
      isMet: cpu < 10,
    });
  }
  await countCalls(bench, watched, bench.isQuick ? 5 : 30);
}

/** A subscriber in a process of its own, after so many sessions were reported. */
async function watch(bench: Bench, { socket }: Server, sessions: number): Promise<Disposable> {
  run([compileNative(bench.folder, "pipeline"), "hub", socket, String(sessions), String(sessions)]);
  const hold = compileNative(bench.folder, "hold");
  const child = Bun.spawn([hold, "hub", socket, "1"], { stdio: ["pipe", "pipe", "inherit"] });
  await child.stdout.getReader().read();
  return { [Symbol.dispose]: () => child.kill() };
}

async function countCalls(bench: Bench, { pid }: Server, seconds: number): Promise<void> {
  if (!isInstalled("strace")) return bench.missing("strace");
  const file = join(bench.folder, "strace.txt");
  writeFileSync(file, "");
  const tracer = Bun.spawn(["strace", "-f", "-qq", "-o", file, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  await Bun.sleep(seconds * 1000);
  tracer.kill("SIGINT");
  await tracer.exited;
  // What each thread was already waiting in when the tracer came shows too: those are not made.
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const calls = lines.filter((line) => line.includes("(") && !/<detached|resuming/.test(line));
  bench.row({
    what: `20 sessions and a watcher: system calls in ${seconds} s`,
    figure: String(calls.length),
  });
}
