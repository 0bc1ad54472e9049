// A daemon that was busy re-execs itself while it is idle, to give its memory back.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { BLOCKED, masksAtWork } from "../support/signals.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import { type Frame, openWire, type WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const isLinux = process.platform === "linux";
const ACTIVATE = Bun.which("systemd-socket-activate");

/** Has the daemon compile code and fill its heap. */
async function makeBusy(client: WireClient, sessions = 50): Promise<void> {
  for (let i = 0; i < 6000; i++) {
    const status = Math.floor(i / sessions) % 2 ? "attention" : "working";
    client.write({ cmd: "SET", session_id: `s${i % sessions}`, status, message: `change ${i}` });
  }
  await client.ask({ cmd: "LIST" });
}

const RELAY = {
  ...{ broker: "mqtt://127.0.0.1", topic: "agent-console/anna/here", connected: true },
  ...{ publishes: ["status"], receives: true, takes_commands: true },
};
const RECEIVED = {
  ...{ session_id: "a1", instance: "1-1", agent_type: "codex", status: "working" },
  ...{ since_ms: 1_700_000_000_000, updated_ms: 1_700_000_000_000 },
};

/** The program image it runs: each has a place of its own in memory. */
function imageOf({ pid }: Running): string {
  return fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(" ").slice(25, 28).join(" ");
}

function anonymousKb({ pid }: Running): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1]);
}

async function reExeced(daemon: Running, earlier: string): Promise<void> {
  const seen = () => `${anonymousKb(daemon)} kB, ${daemon.stderr}`;
  await until(() => imageOf(daemon) !== earlier, "the daemon to re-exec", seen);
}

async function subscriber(box: Sandbox): Promise<WireClient> {
  const client = await box.connect();
  await client.subscribe();
  return client;
}

const ofChange = (id: string) => (frame: Frame) => frame.session?.session_id === id;
const timeless = (sessions: Frame[]) =>
  sessions.map(({ elapsed_seconds: _, idle_seconds: __, ...rest }) => rest);

test.skipIf(!isLinux)("a daemon re-execs itself, and nobody connected notices", async () => {
  using box = sandbox();
  const reports = `${box.folder}/reports.sock`;
  const daemon = await box.daemon(["--report-socket", reports, "--log-level", "debug"]);
  const client = await box.connect();
  await makeBusy(client);
  const container = await openWire(reports);
  await container.ask({ cmd: "SET", session_id: "far", status: "working", host: "box" });
  const relay = await box.connect();
  await relay.data({ cmd: "RELAY", ...RELAY });
  await relay.data({ cmd: "RECEIVE", from: "desk", sessions: [RECEIVED] });
  const [watcher, halfClosed] = [await subscriber(box), await subscriber(box)];
  halfClosed.finish();
  const agent = box.spawn(["sleep", "1000"]);
  await client.set("local", "working", { pid: agent.pid });
  const before = await client.data({ cmd: "DUMP" });
  const heard = [watcher.frames.length, halfClosed.frames.length];
  const [image, busyKb] = [imageOf(daemon), anonymousKb(daemon)];

  await reExeced(daemon, image);
  const after = await client.data({ cmd: "DUMP" });
  expect(timeless(after.sessions)).toEqual(timeless(before.sessions));
  expect(after).toMatchObject({
    ...{ pid: before.pid, epoch: before.epoch, seq: before.seq, warnings: [] },
    ...{ connections: before.connections, subscribers: before.subscribers },
  });
  expect(after.uptime_seconds).toBeGreaterThanOrEqual(before.uptime_seconds + 3);
  const waited = async () => (await client.status()).waits[0]?.total_seconds;
  expect(await waited()).toBeGreaterThanOrEqual(50 * 3); // as many sessions waited all the time
  expect([watcher.frames.length, halfClosed.frames.length]).toEqual(heard);
  expect(anonymousKb(daemon)).toBeLessThan(busyKb);

  await container.ask({ cmd: "SET", session_id: "far", status: "question" });
  for (const one of [watcher, halfClosed]) {
    expect((await one.waitFor("a report", ofChange("far"))).session.status).toBe("question");
  }
  expect((await client.status()).relays).toMatchObject([RELAY]);
  relay.close();
  const lost = await watcher.waitFor("that a relay is gone", ofChange("desk/a1"));
  expect(lost.session).toMatchObject({ via: "desk", stale: true });
  agent.signal("SIGKILL"); // nobody says a word, and it is looked at all the same
  const end = await watcher.waitFor("an agent's end", ofChange("local"));
  expect(end.session).toMatchObject({ status: "closed", reason: "process_exited" });

  daemon.signal("SIGTERM");
  expect((await daemon.exited()).exitCode).toBe(0);
  expect(watcher.frames.at(-1)).toMatchObject({ type: "shutdown", reason: "signal" });
  expect([fs.existsSync(box.socket), fs.existsSync(reports)]).toEqual([false, false]);
  container.close();
});

test.skipIf(!isLinux)("what is reported after a re-exec survives a kill", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await makeBusy(client);
  const image = imageOf(daemon);
  await reExeced(daemon, image);
  await client.set("late", "question", { message: "may I?" });
  const before = await client.data({ cmd: "LIST" });
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  using next = await box.connect();
  expect(timeless(await next.data({ cmd: "LIST" }))).toEqual(timeless(before));
});

test.skipIf(!isLinux)("what could not be restored is still said after a re-exec", async () => {
  using box = sandbox();
  const first = await box.daemon();
  await (await box.connect()).set("a", "working");
  first.signal("SIGKILL");
  await first.exited();
  fs.appendFileSync(`${box.socket}.journal`, "no record\n");
  const daemon = await box.daemon();
  const client = await box.connect();
  const { warnings } = await client.status();
  expect(warnings.join()).toContain("gaps");
  await makeBusy(client);
  await reExeced(daemon, imageOf(daemon));
  expect((await client.status()).warnings).toEqual(warnings);
});

test.skipIf(!isLinux)("without a journal its state survives a re-exec", async () => {
  using box = sandbox();
  const daemon = await box.daemon(["--no-journal"]);
  const client = await box.connect();
  await makeBusy(client);
  const before = await client.data({ cmd: "LIST" });
  await reExeced(daemon, imageOf(daemon));
  expect(timeless(await client.data({ cmd: "LIST" }))).toEqual(timeless(before));
  expect(fs.readdirSync(box.folder).filter((name) => name.includes("journal"))).toEqual([]);
});

test.skipIf(!isLinux || Bun.which("gcc") === null)(
  "under a seccomp filter it re-execs itself too",
  async () => {
    using box = sandbox();
    const filter = `${box.folder}/seccomp`;
    const source = `${import.meta.dir}/../daemon/seccomp.c`;
    expect(await box.exec(["gcc", "-o", filter, source])).toMatchObject({ exitCode: 0 });
    const daemon = box.spawn([filter, PROGRAM, "daemon", "--socket", box.socket]);
    await daemon.prints(/listening at /);
    const client = await box.connect();
    await makeBusy(client);
    await reExeced(daemon, imageOf(daemon));
    expect((await client.status()).sessions.active).toBe(50);
  },
);

test.skipIf(!isLinux || ACTIVATE === null)(
  "on a service manager's socket it re-execs itself, and leaves that its path",
  async () => {
    using box = sandbox();
    const hub = ["daemon", "--socket", box.socket];
    const daemon = box.spawn([ACTIVATE ?? "", "-l", box.socket, PROGRAM, ...hub]);
    await daemon.prints(/Listening on/);
    const client = await box.connect();
    await makeBusy(client);
    await reExeced(daemon, imageOf(daemon));
    using next = await box.connect();
    expect((await next.status()).sessions.active).toBe(50);
    expect((await client.ask({ cmd: "UPGRADE", app_version: "99.0.0" })).data).toMatchObject({
      upgrade_status: "supervised",
    });
    await box.run(["stop", "--force"]);
    expect((await daemon.exited()).exitCode).toBe(0);
    expect(fs.existsSync(box.socket)).toBe(true);
  },
);

test.skipIf(!isLinux)(
  "with thousands of sessions it re-execs itself too, and has every one",
  async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    await makeBusy(client, 3000);
    const watcher = await subscriber(box);
    const before = await client.data({ cmd: "LIST" });
    expect(before).toHaveLength(3000);
    const { seq } = await client.status();
    await reExeced(daemon, imageOf(daemon));
    expect(timeless(await client.data({ cmd: "LIST" }))).toEqual(timeless(before));
    expect((await client.status()).seq).toBe(seq);
    await client.set("s2999", "question");
    const told = await watcher.waitFor("a change", ofChange("s2999"));
    expect(told.session.history.length).toBe(3);
  },
);

test.skipIf(!isLinux)("half a request before a re-exec is a whole one after it", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await makeBusy(client);
  const slow = await box.connect();
  slow.send('{"cmd":"SET","session_id":"slow",');
  await reExeced(daemon, imageOf(daemon));
  slow.send('"status":"question"}\n');
  expect((await slow.waitFor("a reply")).data).toMatchObject({ session_id: "slow" });
  expect((await slow.ask({ cmd: "GET", session_id: "slow" })).data.status).toBe("question");
});

test.skipIf(!isLinux)(
  "readers that stall are served on after a re-exec where they were",
  async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    const [watcher, asker] = [await subscriber(box), await box.connect()];
    watcher.pause();
    asker.pause();
    await makeBusy(client);
    for (let i = 0; i < 30; i++) asker.write({ cmd: "LIST", id: i });
    const before = await client.data({ cmd: "LIST" });
    const heard = watcher.frames.length;
    await reExeced(daemon, imageOf(daemon));
    watcher.resume();
    asker.resume();
    await asker.waitFor("the last reply", ({ id }) => id === 29);
    expect(asker.frames.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    await client.set("last", "working");
    await watcher.waitFor("the last change", ofChange("last"));
    const updates = watcher.frames.slice(heard);
    const seen = new Map(updates.map(({ session }) => [session.session_id, session]));
    seen.delete("last");
    expect(timeless([...seen.values()]).sort((a, b) => a.seq - b.seq)).toEqual(
      timeless(before).sort((a, b) => a.seq - b.seq),
    );
    const seqs = updates.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  },
);

test.skipIf(!isLinux)("with --no-trim it keeps its memory", async () => {
  using box = sandbox();
  const daemon = await box.daemon(["--no-trim", "--log-level", "debug"]);
  const client = await box.connect();
  await makeBusy(client);
  const image = imageOf(daemon);
  await daemon.prints(/no re-exec/);
  expect(imageOf(daemon)).toBe(image);
});

test.skipIf(!isLinux)(
  "a handoff that can't be written whole leaves the daemon as it was",
  async () => {
    using box = sandbox();
    // Its state does not fit in a file, nor in memory that is handed over as one.
    const limited = `ulimit -f 64; exec ${PROGRAM} daemon --socket ${box.socket} --no-journal`;
    const daemon = box.spawn(["bash", "-c", limited]);
    await daemon.prints(/listening at /);
    const client = await box.connect();
    for (let i = 0; i < 300; i++) {
      client.write({
        cmd: "SET",
        session_id: `big${i}`,
        status: "working",
        message: "m".repeat(900),
      });
    }
    await makeBusy(client);
    const image = imageOf(daemon);
    await daemon.prints(/re-exec failed, .*larger than a file may be/);
    expect(imageOf(daemon)).toBe(image);
    expect(await client.data({ cmd: "LIST" })).toHaveLength(350);
    expect((await box.run(["list"])).exitCode).toBe(0);
    // Its signals are handled as before.
    expect(await masksAtWork(client, daemon.pid)).not.toContain(BLOCKED);
    const watcher = await subscriber(box);
    daemon.signal("SIGTERM");
    expect((await daemon.exited()).exitCode).toBe(0);
    expect(watcher.frames.at(-1)).toMatchObject({ type: "shutdown", reason: "signal" });
  },
);
