import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MqttClient } from "mqtt";
import { HAS_CLIENTS, MOSQUITTO } from "../relay/broker.ts";
import { freePort } from "../support/port.ts";
import { type Bench, environment, PROGRAM } from "./bench.ts";
import { memoryOf } from "./machine.ts";
import { request, type Server, startHub } from "./servers.ts";
import { bounded, median, show, showSpread } from "./table.ts";

const HOSTS = 200;
const SESSIONS_OF_EACH = 50;

/** What it costs to share sessions between machines, beside a bare broker. */
export async function measureRelay(bench: Bench): Promise<void> {
  if (MOSQUITTO === null) return bench.missing("mosquitto");
  if (!HAS_CLIENTS) return bench.missing("mosquitto_pub");
  using broker = await startBroker(bench.folder);
  await measureWay(bench, broker.port);
  await measureMany(bench, broker.port);
}

/** From a change at one hub to a subscriber of another one. */
async function measureWay(bench: Bench, port: number): Promise<void> {
  using a = await machine(bench.folder, port, "a");
  using b = await machine(bench.folder, port, "b");
  using viaHubs = await hubWay(a.hub, b.hub);
  using bare = await bareWay(port);
  const [through, alone]: [number[], number[]] = [[], []];
  const [turns, rounds] = bench.isQuick ? [2, 20] : [20, 50];
  for (let turn = 0; turn < turns; turn++) {
    for (let i = 0; i < rounds; i++) alone.push(await bare.once());
    for (let i = 0; i < rounds; i++) through.push(await viaHubs.once());
  }
  bench.row({ what: "mosquitto_pub to mosquitto_sub", figure: showSpread(alone, "ms") });
  bench.row({ what: "a hub's change to another's subscriber", figure: showSpread(through, "ms") });
  const more = median(through) - median(alone);
  bench.row(bounded("more than the broker alone", more, 2, "ms"));
  const changes = bench.isQuick ? 500 : 5000;
  const before = [a.pid, b.pid, a.hub.pid, b.hub.pid].map(cpuMs);
  for (let i = 0; i < changes; i++) await viaHubs.once();
  const spent = [a.pid, b.pid, a.hub.pid, b.hub.pid].map((pid, i) => cpuMs(pid) - (before[i] ?? 0));
  const figure = spent.map((ms) => show((ms / changes) * 1000)).join(" · ");
  bench.row({
    what: "CPU a change: relay there · here · hub there · here",
    figure: `${figure} µs`,
  });
}

/** A publisher that imitates hubs, and a relay that comes fresh. */
async function measureMany(bench: Bench, port: number): Promise<void> {
  const prefix = "many";
  await publishAll(port, prefix);
  using hub = await startHub(bench.folder);
  const before = memoryOf(hub.pid).anon;
  const total = HOSTS * SESSIONS_OF_EACH;
  const beganMs = performance.now();
  using relay = startRelay(bench.folder, hub, `mqtt://127.0.0.1:${port}/${prefix}`, "fresh");
  await until(async () => (await aliveOf(hub)) === total);
  const tookMs = performance.now() - beganMs;
  bench.row({
    what: `a fresh relay shows all ${total} of ${HOSTS} hubs`,
    figure: show(tookMs, "ms"),
  });
  const ofHub = (memoryOf(hub.pid).anon - before) / total;
  bench.row({ what: "the hub holds of each", figure: show(ofHub, "kB") });
  const { anon, rss } = memoryOf(relay.pid);
  const figure = `RssAnon ${show(anon / 1024)} · RSS ${show(rss / 1024)} MB`;
  bench.row({ what: "the relay with them", figure });
}

async function publishAll(port: number, prefix: string): Promise<void> {
  const client = await connectTo(port);
  const nowMs = Date.now();
  const sent: Promise<unknown>[] = [];
  for (let host = 0; host < HOSTS; host++) {
    const place = `${prefix}/bench/host${host}`;
    for (let i = 0; i < SESSIONS_OF_EACH; i++) {
      const session = {
        ...{ session_id: crypto.randomUUID(), instance: `${nowMs}-${i}`, agent_type: "claudecode" },
        ...{ status: "working", reason: null, message: null, title: null, working_dir: null },
        ...{ since_ms: nowMs, updated_ms: nowMs, display_name: `project-${i}`, stale: false },
        history: [{ status: "working", at_secs: Math.floor(nowMs / 1000) }],
      };
      const payload = JSON.stringify({ version: 1, sent: i + 1, session });
      const topic = `${place}/session/${session.session_id}`;
      sent.push(client.publishAsync(topic, payload, { qos: 1, retain: true }));
    }
    const counts = { sent: SESSIONS_OF_EACH, sessions: SESSIONS_OF_EACH, connection: 1 };
    const rest = { app_version: "0", epoch: null, at_ms: nowMs, relay: `r${host}`, ...counts };
    const record = JSON.stringify({ version: 1, state: "online", ...rest });
    sent.push(client.publishAsync(`${place}/hub`, record, { qos: 1, retain: true }));
    await Promise.all(sent.splice(0));
  }
  await client.endAsync();
}

async function aliveOf(hub: Server): Promise<number> {
  const { sessions } = (await request(hub.socket, { cmd: "STATUS" })) as {
    sessions: { active: number };
  };
  if (sessions.active < HOSTS * SESSIONS_OF_EACH) return 0;
  const all = (await request(hub.socket, { cmd: "LIST" })) as { stale: boolean }[];
  return all.filter(({ stale }) => !stale).length;
}

interface Way extends Disposable {
  /** Sends one, and waits until it is there. @returns milliseconds. */
  once(): Promise<number>;
}

/** Lines through `mosquitto_pub -l` and out of `mosquitto_sub`, both running all the time. */
async function bareWay(port: number): Promise<Way> {
  const to = ["-h", "127.0.0.1", "-p", String(port), "-t", "bare/x", "-q", "1"];
  const out = Bun.spawn(["mosquitto_sub", ...to], { stdout: "pipe", stdin: "ignore" });
  const into = Bun.spawn(["mosquitto_pub", ...to, "-l"], { stdin: "pipe" });
  const lines = linesOf(out.stdout);
  let count = 0;
  const padding = "x".repeat(500); // as long as a session's message
  const send = () => {
    into.stdin.write(`${count++} ${padding}\n`);
    into.stdin.flush();
  };
  // Until both are connected.
  const arrived = lines.next();
  let isThere = false;
  void arrived.then(() => {
    isThere = true;
  });
  while (!isThere) {
    send();
    await Bun.sleep(20);
  }
  await Bun.sleep(200);
  lines.clear();
  return {
    async once() {
      const beganMs = performance.now();
      send();
      await lines.next();
      return performance.now() - beganMs;
    },
    [Symbol.dispose]() {
      out.kill();
      into.kill();
    },
  };
}

/** A `SET` at one hub, and its event at a subscriber of the other. */
async function hubWay(from: Server, to: Server): Promise<Way> {
  const arrivals = queue();
  let rest = "";
  const subscriber = await Bun.connect({
    unix: to.socket,
    socket: {
      data(_, chunk) {
        const parts = (rest + chunk.toString()).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) if (line.includes('"update"')) arrivals.put(line);
      },
    },
  });
  subscriber.write('{"cmd":"SUB"}\n');
  const reporter = await Bun.connect({ unix: from.socket, socket: { data() {} } });
  let count = 0;
  const once = async () => {
    const status = count++ % 2 === 0 ? "working" : "attention";
    const beganMs = performance.now();
    reporter.write(`{"cmd":"SET","session_id":"x","status":"${status}","message":"${count}"}\n`);
    while (!(await arrivals.next()).includes(`"status":"${status}"`));
    return performance.now() - beganMs;
  };
  await once();
  return {
    once,
    [Symbol.dispose]() {
      subscriber.end();
      reporter.end();
    },
  };
}

function queue() {
  const items: string[] = [];
  let wake = () => {};
  return {
    put(item: string) {
      items.push(item);
      wake();
    },
    clear: () => void items.splice(0),
    async next(): Promise<string> {
      for (;;) {
        const item = items.shift();
        if (item !== undefined) return item;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function linesOf(stream: ReadableStream<Uint8Array>) {
  const lines = queue();
  void (async () => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of stream) {
      const parts = (rest + decoder.decode(chunk)).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) lines.put(line);
    }
  })();
  return lines;
}

async function machine(folder: string, port: number, name: string) {
  const hub = await startHub(folder);
  const relay = startRelay(folder, hub, `mqtt://127.0.0.1:${port}`, name);
  await until(async () => {
    const { relays } = (await request(hub.socket, { cmd: "STATUS" })) as {
      relays: { connected: boolean }[];
    };
    return relays[0]?.connected === true;
  });
  return {
    hub,
    pid: relay.pid,
    [Symbol.dispose]() {
      relay[Symbol.dispose]();
      hub[Symbol.dispose]();
    },
  };
}

function startRelay(folder: string, hub: Server, url: string, host: string) {
  const command = [PROGRAM, "relay", url, "--host", host, "--user", "bench"];
  const child = Bun.spawn([...command, "--socket", hub.socket], {
    env: environment(folder),
    stdio: ["ignore", "ignore", "inherit"],
  });
  return { pid: child.pid, [Symbol.dispose]: () => child.kill("SIGKILL") };
}

async function startBroker(folder: string) {
  const port = freePort();
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "mosquitto.conf");
  const lines = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "user root",
    "log_type none",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const child = Bun.spawn([MOSQUITTO ?? "", "-c", config], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  await until(() => connectTo(port).then((client) => client.endAsync().then(() => true)));
  return { port, [Symbol.dispose]: () => child.kill("SIGKILL") };
}

async function connectTo(port: number): Promise<MqttClient> {
  const { connectAsync } = await import("mqtt");
  return connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3000; tries++) {
    if (await isSo().catch(() => false)) return;
    await Bun.sleep(10);
  }
  throw new Error("it never came to be");
}

/** What a process has used so far (proc(5): clock ticks of 10 ms). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
