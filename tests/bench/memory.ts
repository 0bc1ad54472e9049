import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, column, compileNative, environment, PROGRAM, run } from "./bench.ts";
import { type Memory, memoryOf } from "./machine.ts";
import { request, type Server, startHub } from "./servers.ts";
import { bounded, median, quantile, show, showSpread } from "./table.ts";

const inMB = ({ rss, anon, pss }: Memory) =>
  `RssAnon ${show(anon / 1024)} · RSS ${show(rss / 1024)} · PSS ${show(pss / 1024)} MB`;

/** What the Rust original had at rest, as `ps` shows it, when both were compared. */
const RUST_MB = 6.7;
/** By then a hub that has had no message has given back what it can. */
const REST_MS = 6000;

/** What `ps` shows, and what the system can't take back. */
export async function measureMemory(bench: Bench): Promise<void> {
  await measureLoad(bench);
  await measureQuiet(bench);
  await measureRests(bench);
  await measureHooks(bench);
  await measureSessions(bench);
}

/** 100 sessions, 100 subscribers, 100,000 messages, five quiet seconds. */
async function measureLoad(bench: Bench): Promise<void> {
  using hub = await startHub(bench.folder);
  bench.row({ what: "fresh daemon", figure: inMB(memoryOf(hub.pid)) });
  await Bun.sleep(REST_MS);
  const rested = memoryOf(hub.pid);
  const rest = "fresh daemon, at rest: RSS";
  bench.row({ ...bounded(rest, rested.rss / 1024, RUST_MB, "MB"), beside: inMB(rested) });
  const hold = compileNative(bench.folder, "hold");
  await measureSmallLoad(bench, hold);
  const watchers = Bun.spawn([hold, "hub", hub.socket, "100"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await watchers.stdout.getReader().read();
  send(bench, hub, bench.isQuick ? 10_000 : 100_000, 100);
  bench.row({ what: "100 × 100, right after the messages", figure: inMB(memoryOf(hub.pid)) });
  await Bun.sleep(5000);
  const memory = memoryOf(hub.pid);
  const what = "100 × 100, 100,000 messages, 5 s quiet: RssAnon";
  bench.row({ ...bounded(what, memory.anon / 1024, 4, "MB"), beside: inMB(memory) });
  watchers.kill();
}

/** 1,000 changes, ten subscribers. */
async function measureSmallLoad(bench: Bench, hold: string): Promise<void> {
  using hub = await startHub(bench.folder);
  const stdio = ["pipe", "pipe", "inherit"] as const;
  const watchers = Bun.spawn([hold, "hub", hub.socket, "10"], { stdio: [...stdio] });
  await watchers.stdout.getReader().read();
  send(bench, hub, 1000, 100);
  const memory = memoryOf(hub.pid);
  const what = "1,000 changes, 10 subscribers, right after them: RssAnon";
  bench.row({ ...bounded(what, memory.anon / 1024, 9, "MB"), beside: inMB(memory) });
  watchers.kill();
}

/**
 * Rests after which a hub has given nothing back, its pages, or all its memory by
 * a re-exec (once in ten minutes), in milliseconds.
 */
const RESTS = [300, 1000, 3000, 7000];
/** At once, so that two hundred rests take three minutes. */
const RESTING_HUBS = 4;
/** Between the first messages of two of them: what one gives back is not to slow the other. */
const APART_MS = 130;

/** 100 sessions, then ten quiet seconds. */
async function measureQuiet(bench: Bench): Promise<void> {
  using hub = await startHub(bench.folder);
  send(bench, hub, 20_000, 100);
  await Bun.sleep(10_000);
  const memory = memoryOf(hub.pid);
  const what = "100 sessions, 10 s after the last of 20,000 messages: RSS";
  bench.row({ ...bounded(what, memory.rss / 1024, 5, "MB"), beside: inMB(memory) });
}

/** Single messages after rests of every kind. */
async function measureRests(bench: Bench): Promise<void> {
  const push = compileNative(bench.folder, "push");
  const first: number[] = [];
  const next: number[] = [];
  const rest = async (_: unknown, index: number) => {
    using hub = await startHub(bench.folder);
    send(bench, hub, 20_000, 100);
    await Bun.sleep(index * APART_MS);
    for (let turn = 0; turn < (bench.isQuick ? 1 : 14); turn++) {
      for (const ms of RESTS) {
        await Bun.sleep(ms);
        const [one = 0, ...others] = column(run([push, "hub", hub.socket, "0", "20", "1"]));
        first.push(one);
        next.push(...others);
      }
    }
  };
  await Promise.all(Array.from({ length: RESTING_HUBS }).map(rest));
  bench.row({
    what: `first message after each of ${first.length} rests`,
    figure: showSpread(first, "µs"),
    beside: `at most ${show(Math.max(...first) / 1000, "ms")}`,
    target: "< 1 ms · p99 < 5 ms",
    isMet: median(first) < 1000 && quantile(first, 0.99) < 5000,
  });
  bench.row({ what: "the ones after it", figure: showSpread(next, "µs") });
}

/** One hook every second. */
async function measureHooks(bench: Bench): Promise<void> {
  using hub = await startHub(bench.folder);
  const payload = join(bench.folder, "hook.json");
  const fields = { session_id: "h1", cwd: "/home/someone/project", hook_event_name: "PreToolUse" };
  writeFileSync(payload, JSON.stringify({ ...fields, tool_name: "Bash", tool_input: {} }));
  const samples: number[] = [];
  for (let second = 0; second < (bench.isQuick ? 5 : 60); second++) {
    Bun.spawnSync([PROGRAM, "hook", "claude", "--socket", hub.socket], {
      stdin: Bun.file(payload),
      env: environment(bench.folder),
    });
    for (let i = 0; i < 9; i++) {
      await Bun.sleep(100);
      samples.push(memoryOf(hub.pid).rss / 1024);
    }
  }
  const what = "a hook every second for a minute: RSS";
  bench.row({
    ...bounded(what, median(samples), 10, "MB"),
    beside: `max ${show(Math.max(...samples), "MB")}`,
  });
}

/** 10,000 sessions come and go, in a hub beside one that has had as many messages of one. */
async function measureSessions(bench: Bench): Promise<void> {
  using other = await startHub(bench.folder);
  send(bench, other, 10_000, 1);
  await Bun.sleep(REST_MS);
  const before = memoryOf(other.pid).anon;
  using hub = await startHub(bench.folder);
  send(bench, hub, 10_000, 10_000);
  const eachIn = (anon: number) => ((anon - before) * 1024) / 10_000;
  const busy = memoryOf(hub.pid).anon;
  await Bun.sleep(8000);
  const full = memoryOf(hub.pid).anon;
  const [each, rightAfter] = [eachIn(full), show(eachIn(busy), "bytes")];
  bench.row({
    what: "10,000 sessions, each, once it rests",
    figure: show(each, "bytes"),
    beside: `RssAnon ${show(full / 1024, "MB")}; right after them ${rightAfter}, ${show(busy / 1024, "MB")}`,
    target: "< 800 bytes",
    isMet: each < 800,
  });
  for (let i = 0; i < 10_000; i++) {
    if (i % 500 === 0) await Bun.sleep(0);
    await request(hub.socket, { cmd: "DELETE", session_id: `session-${i}` });
  }
  await Bun.sleep(8000);
  const after = memoryOf(hub.pid).anon;
  bench.row({
    what: "after they are deleted: RssAnon",
    figure: show(after / 1024, "MB"),
    beside: `${show(before / 1024, "MB")} in one that never had them`,
  });
}

function send({ folder }: Bench, { socket }: Server, count: number, sessions: number): void {
  run([compileNative(folder, "pipeline"), "hub", socket, String(count), String(sessions)]);
}
