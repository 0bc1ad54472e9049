import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, compileNative, isInstalled, run } from "./bench.ts";
import { watchThreads } from "./machine.ts";
import { request, type Server, startBare, startHub } from "./servers.ts";
import { show } from "./table.ts";

/** Until the daemon has settled after its last message, and the threads that the runtime lets go have gone. */
const SETTLE_MS = 20_000;

/** What a daemon does while nobody says anything. */
export async function measureIdle(bench: Bench): Promise<void> {
  const quietMs = bench.isQuick ? 5000 : 60_000;
  const seconds = quietMs / 1000;
  using empty = await startHub(bench.folder);
  using watched = await startHub(bench.folder);
  using _watcher = await watch(bench, watched, 20);
  using crowded = await startHub(bench.folder);
  using _agents = await work(crowded, 100);
  using _told = await hold(bench, crowded);
  // What the runtime does by itself as soon as a connection is open.
  using bare = await startBare(bench);
  using _connection = await hold(bench, bare);
  const servers = [empty, watched, crowded, bare];
  const names = [
    "nobody connected",
    "20 sessions and a watcher",
    "100 agents at work and a watcher",
    "bare Bun.listen, one connection",
  ] as const;
  await Bun.sleep(SETTLE_MS);
  const meters = servers.map(({ pid }) => watchThreads(pid));
  await Bun.sleep(quietMs);
  for (const [i, { wakes, cpuMs }] of meters.map((read) => read()).entries()) {
    const name = names[i];
    const isOurs = servers[i] !== bare;
    bench.row({
      what: `${name}: wake-ups in ${seconds} s`,
      figure: String(wakes),
      ...(isOurs && { target: "≤ 1 a minute", isMet: wakes <= Math.ceil(quietMs / 60_000) }),
    });
    bench.row({
      what: `${name}: CPU in ${seconds} s`,
      figure: show(cpuMs, "ms"),
      ...(isOurs && { target: "< 10 ms", isMet: cpuMs < 10 }),
    });
  }
  for (const [i, server] of servers.entries()) {
    if (i > 0) await countCalls(bench, server, names[i] ?? "", bench.isQuick ? 5 : 30);
  }
}

/** A subscriber in a process of its own, after so many sessions were reported. */
async function watch(bench: Bench, server: Server, sessions: number): Promise<Disposable> {
  const count = String(sessions);
  run([compileNative(bench.folder, "pipeline"), "hub", server.socket, count, count]);
  return hold(bench, server);
}

/** So many processes, each the agent of a session that works. */
async function work({ socket }: Server, count: number): Promise<Disposable> {
  const agents = Array.from({ length: count }, () => Bun.spawn(["sleep", "1000"]));
  for (const { pid } of agents) {
    const about = { session_id: `agent-${pid}`, agent_type: "claudecode", pid, source: "hook" };
    await request(socket, { cmd: "SET", status: "working", working_dir: "/tmp", ...about });
  }
  return { [Symbol.dispose]: () => agents.forEach((agent) => void agent.kill()) };
}

/** One subscriber in a process of its own. */
async function hold(bench: Bench, { protocol, socket }: Server): Promise<Disposable> {
  const program = compileNative(bench.folder, "hold");
  const child = Bun.spawn([program, protocol, socket, "1"], { stdio: ["pipe", "pipe", "inherit"] });
  await child.stdout.getReader().read();
  return { [Symbol.dispose]: () => child.kill() };
}

async function countCalls(
  bench: Bench,
  { pid }: Server,
  name: string,
  seconds: number,
): Promise<void> {
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
    what: `${name}: system calls in ${seconds} s`,
    figure: String(calls.length),
  });
}
