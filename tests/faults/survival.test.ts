import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { openWire, type WireClient } from "../support/wire.ts";

const isLinux = process.platform === "linux";
const MIB = 1024 * 1024;

async function openMany(path: string, count: number): Promise<WireClient[]> {
  const clients: WireClient[] = [];
  for (let i = 0; i < count; i += 100) {
    const some = Array.from({ length: Math.min(100, count - i) }, () => openSoon(path));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** Connects as soon as the kernel has room: it refuses what the daemon has not come to accept yet. */
function openSoon(path: string): Promise<WireClient> {
  return until(() => openWire(path).catch(() => null), "room to connect");
}

function residentMb(pid: number): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function descriptors(pid: number): number {
  return fs.readdirSync(`/proc/${pid}/fd`).length;
}

/** One more client is served, as if nothing were the matter. */
async function serves(box: Sandbox): Promise<void> {
  using client = await box.connect();
  await client.set("probe", "working");
  expect(await client.data({ cmd: "GET", session_id: "probe" })).toMatchObject({ closed: false });
}

test("a thousand open connections are all served, and cost nothing once they are closed", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const clients = await openMany(box.socket, 1000);
  await Promise.all(clients.map((client, i) => client.set(`s${i % 50}`, "working")));
  using one = await box.connect();
  expect((await one.status()).connections).toBe(1001);
  for (const client of clients) client.close();
  await until(async () => (await one.status()).connections === 1, "the connections' end");
  if (isLinux) expect(descriptors(daemon.pid)).toBeLessThan(64);
}, 30_000);

test("a flood of connections that send nothing or half a line leaves nothing behind", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  for (let round = 0; round < 20; round++) {
    const clients = await openMany(box.socket, 100);
    for (const [i, client] of clients.entries()) {
      if (i % 3 === 0) client.send('{"cmd":"LI');
      if (i % 3 === 1) client.write({ cmd: "LIST" });
      client.close();
    }
  }
  using one = await box.connect();
  await until(async () => (await one.status()).connections === 1, "the connections' end");
  await serves(box);
  if (isLinux) expect(descriptors(daemon.pid)).toBeLessThan(64);
  expect(daemon.stderr).not.toContain("bug");
}, 30_000);

test.skipIf(!isLinux)(
  "more connections than descriptors: the rest are told, those inside are served, and it recovers",
  async () => {
    using box = sandbox();
    const command = `ulimit -n 128; exec "$0" daemon --socket "${box.socket}"`;
    const daemon = box.spawn([
      "bash",
      "-c",
      command,
      `${import.meta.dir}/../../dist/agent-console`,
    ]);
    await daemon.prints(/listening/);
    // Those far over the limit are closed so soon that connecting fails.
    const attempts = await Promise.allSettled(
      Array.from({ length: 300 }, () => openWire(box.socket)),
    );
    const clients = attempts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const [inside] = clients;
    await inside?.set("a", "working");
    const told = () => clients.filter(({ frames }) => frames[0]?.code === "too_many_connections");
    await until(() => told().length > 0, "a refusal");
    expect(descriptors(daemon.pid)).toBeLessThanOrEqual(128);
    expect((await inside?.status())?.connections).toBeLessThan(128);
    const ticks = () => Number(fs.readFileSync(`/proc/${daemon.pid}/stat`, "utf8").split(" ")[13]);
    const before = ticks();
    await Bun.sleep(1000);
    expect(ticks() - before).toBeLessThan(50); // half of a processor: it does not spin
    for (const client of clients) client.close();
    await until(
      async () => {
        try {
          await serves(box);
          return true;
        } catch {
          return false; // still over its limit
        }
      },
      "room",
      () => daemon.stderr,
    );
  },
  30_000,
);

test.skipIf(!isLinux)(
  "unfinished lines on hundreds of connections stay within bounds",
  async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    await serves(box);
    const before = residentMb(daemon.pid);
    const clients = await openMany(box.socket, 800);
    const part = Buffer.alloc(900 * 1024, "x");
    for (const client of clients) client.send(part);
    using one = await box.connect();
    await until(
      async () => {
        await one.set("a", "working");
        return /held \d+ bytes/.test(daemon.stderr);
      },
      "the largest to go",
      () => daemon.stderr,
    );
    await Bun.sleep(300);
    expect(residentMb(daemon.pid) - before).toBeLessThan(500); // without a bound: a gigabyte
    await serves(box);
    for (const client of clients) client.close();
    await until(async () => (await one.status()).connections === 1, "the connections' end");
  },
  30_000,
);

test("a line of a mebibyte that comes a byte at a time delays nobody", async () => {
  using box = sandbox();
  await box.daemon();
  const clients = await openMany(box.socket, 50);
  for (let i = 0; i < 200; i++) for (const client of clients) client.send("x");
  await serves(box);
  for (const client of clients) client.send("\n");
  for (const client of clients) {
    expect((await client.waitFor("the refusal")).code).toBe("invalid_json");
    client.close();
  }
}, 30_000);

test.skipIf(!isLinux)(
  "who sends and never reads is waited for, at a bounded cost",
  async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    using one = await box.connect();
    for (let i = 0; i < 300; i++) await one.set(`s${i}`, "working", { message: "m".repeat(900) });
    const before = residentMb(daemon.pid);
    const deaf = await openMany(box.socket, 40);
    for (const client of deaf) {
      client.pause();
      client.send('{"cmd":"LIST"}\n'.repeat(20));
      client.send('{"cmd":"GET","session_id":"s1"}\n'.repeat(5000));
    }
    await serves(box);
    expect(residentMb(daemon.pid) - before).toBeLessThan(300);
    // One that dies unread frees its place, though it was no longer read from either.
    for (const client of deaf.slice(0, 20)) client.close();
    await until(async () => (await one.status()).connections === 21, "the places of the dead");
    // The others get every reply once they read.
    const [slow] = deaf.slice(20);
    for (const client of deaf.slice(21)) client.close();
    slow?.resume();
    await slow?.waitFor("every reply", () => slow.frames.length === 5020, 25_000);
  },
  60_000,
);

test("a subscriber that stops reading gets the last state of each session, however long it slept", async () => {
  using box = sandbox();
  await box.daemon();
  const sleeper = await box.connect();
  await sleeper.subscribe();
  sleeper.pause();
  using one = await box.connect();
  const rounds = 4000;
  for (let i = 0; i < rounds; i++) {
    one.write({
      cmd: "SET",
      session_id: `s${i % 5}`,
      status: "working",
      message: `${i} ${"x".repeat(900)}`,
    });
  }
  await one.waitFor("all replies", () => one.frames.length === rounds);
  const health = await one.status();
  sleeper.resume();
  await sleeper.waitFor("the last change", ({ seq }) => seq === health.seq);
  const last = new Map(
    sleeper.frames.flatMap(({ session }) =>
      session ? [[session.session_id, session.message]] : [],
    ),
  );
  for (let i = rounds - 5; i < rounds; i++) expect(last.get(`s${i % 5}`)).toStartWith(`${i} `);
  expect(sleeper.frames.length).toBeLessThan(rounds / 2);
}, 30_000);

test("a daemon whose socket was deleted is found at the next command, with its state", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working");
  fs.rmSync(box.socket);
  await client.set("b", "working"); // who is connected is still served
  const list = await box.run(["list", "--json"]);
  expect(JSON.parse(list.stdout).map((s: { session_id: string }) => s.session_id)).toEqual([
    "a",
    "b",
  ]);
  expect(box.daemons()).toEqual([daemon.pid]);
});

test("a daemon whose socket and journal were both cleared away has its state all the same", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working");
  fs.rmSync(box.socket);
  fs.rmSync(`${box.socket}.journal`);
  const list = await box.run(["list", "--json"]);
  expect(JSON.parse(list.stdout)).toMatchObject([{ session_id: "a" }]);
  expect(box.daemons()).toEqual([daemon.pid]);
});

test("a daemon whose folder was deleted goes on for those connected, and ends in order", async () => {
  using box = sandbox();
  const folder = `${box.folder}/deep`;
  fs.mkdirSync(folder, { mode: 0o700 });
  const daemon = box.start(["daemon", "--socket", `${folder}/s`]);
  await daemon.prints(/listening/);
  const client = await box.connect(`${folder}/s`);
  await client.set("a", "working");
  fs.rmSync(folder, { recursive: true });
  await client.set("b", "working");
  expect(await client.data({ cmd: "LIST" })).toHaveLength(2);
  daemon.signal("SIGTERM");
  expect((await daemon.exited()).exitCode).toBe(0);
});

test.skipIf(!isLinux)(
  "a thousand clients that connect while it is stopped wait in its backlog",
  async () => {
    using box = sandbox();
    const longest = Number(fs.readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
    const daemon = await box.daemon();
    daemon.signal("SIGSTOP");
    const waiting = await openMany(box.socket, Math.min(1000, longest - 1));
    for (const one of waiting) one.write({ cmd: "STATUS" });
    daemon.signal("SIGCONT");
    for (const one of waiting) expect((await one.waitFor("a reply")).ok).toBe(true);
  },
);

test("a daemon that was stopped for a while answers every client that waited", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working");
  daemon.signal("SIGSTOP");
  const waiting = await openMany(box.socket, 50);
  for (const [i, one] of waiting.entries()) {
    one.write({ cmd: "SET", session_id: `w${i}`, status: "working" });
  }
  await Bun.sleep(200);
  daemon.signal("SIGCONT");
  for (const one of waiting) expect((await one.waitFor("a reply")).ok).toBe(true);
  expect(await client.data({ cmd: "LIST" })).toHaveLength(51);
});

test.skipIf(!isLinux)(
  "with little memory to be had it works, without the foreign calls",
  async () => {
    using box = sandbox();
    const command = `ulimit -v 2200000; exec "$0" daemon --socket "${box.socket}"`;
    const start = () =>
      box.spawn(["bash", "-c", command, `${import.meta.dir}/../../dist/agent-console`]);
    const daemon = start();
    await daemon.prints(/listening/);
    const client = await box.connect();
    for (let i = 0; i < 500; i++)
      await client.set(`s${i}`, "working", { message: "x".repeat(900) });
    daemon.signal("SIGKILL");
    await daemon.exited();
    const next = start();
    await next.prints(/listening/);
    using again = await box.connect();
    expect(await again.data({ cmd: "LIST" })).toHaveLength(500);
  },
);

test("nothing in memory grows with the number of changes, closed sessions or deletions", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  const rounds = 20_000;
  for (let i = 0; i < rounds; i++) {
    client.write({ cmd: "SET", session_id: `s${i}`, status: i % 2 ? "closed" : "working" });
    if (i % 2 === 0) client.write({ cmd: "DELETE", session_id: `s${i}` });
  }
  await client.waitFor("all replies", () => client.frames.length === rounds * 1.5, 30_000);
  expect(await client.data({ cmd: "LIST" })).toHaveLength(20);
  expect(fs.statSync(`${box.socket}.journal`).size).toBeLessThan(MIB);
  if (isLinux) expect(residentMb(daemon.pid)).toBeLessThan(250);
}, 60_000);

async function setTenThousand(own: WireClient): Promise<void> {
  for (let i = 0; i < 10_000; i++) {
    own.write({ cmd: "SET", session_id: `s${i}`, status: "working", message: "m".repeat(200) });
  }
  await own.waitFor("the last reply", () => own.frames.length >= 10_000);
}

for (const cmd of ["LIST", "DUMP"]) {
  test(`${cmd} costs what the sockets hold of it, not a copy for each who asks`, async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const own = await box.connect();
    await setTenThousand(own);
    const memoryMb = async () => (await own.status()).memory_mb ?? 0;
    const before = await memoryMb();
    const silent = await Promise.all(Array.from({ length: 200 }, () => box.connect()));
    for (const client of silent) {
      client.pause();
      for (let id = 0; id < 5; id++) client.write({ cmd, id });
    }
    // The turns of those who were first come again before this is answered.
    for (let i = 0; i < 300; i++) await own.set("s1", "working", { message: `${i}` });
    // A copy for each would be 1.4 GB, were it not that most would be sent away.
    expect((await memoryMb()) - before).toBeLessThan(200);
    await own.data({ cmd: "DELETE", session_id: "s9998" });
    const [one] = silent;
    one?.resume();
    for (let id = 0; id < 5; id++) {
      const { data } = (await one?.waitFor("a whole reply", (frame) => frame.id === id)) ?? {};
      const sessions = cmd === "LIST" ? data : data.sessions;
      expect(sessions).toHaveLength(9999);
      if (cmd === "DUMP")
        expect(data).toMatchObject({ session_counts: { closed: 0 }, pid: daemon.pid });
    }
    expect((await own.status()).connections).toBe(201);
    expect(daemon.stderr).not.toContain("was closed");
  });
}

test("a listing shows nothing of what was asked after it on the same connection", async () => {
  using box = sandbox();
  await box.daemon();
  const own = await box.connect();
  await setTenThousand(own);
  const slow = await box.connect();
  slow.pause();
  slow.write({ cmd: "LIST", id: "before" });
  for (let i = 0; i < 9000; i++) slow.write({ cmd: "DELETE", session_id: `s${i}`, id: i });
  slow.write({ cmd: "LIST", id: "after" });
  await own.status();
  slow.resume();
  const before = await slow.waitFor("the first listing", ({ id }) => id === "before");
  expect(before.data).toHaveLength(10_000);
  const after = await slow.waitFor("the last", ({ id }) => id === "after");
  expect(after.data).toHaveLength(1000);
});

test("a snapshot costs what the sockets hold of it, not a copy for each subscriber", async () => {
  using box = sandbox();
  await box.daemon();
  const own = await box.connect();
  await setTenThousand(own);
  const memoryMb = async () => (await own.status()).memory_mb ?? 0;
  const before = await memoryMb();
  const silent = await Promise.all(Array.from({ length: 200 }, () => box.connect()));
  for (const subscriber of silent) {
    subscriber.pause();
    subscriber.write({ cmd: "SUB" });
  }
  await until(async () => (await own.status()).subscribers === 200, "200 subscribers");
  // A copy for each would be 1.4 GB.
  expect((await memoryMb()) - before).toBeLessThan(200);
  await own.set("s9999", "attention");
  await own.data({ cmd: "DELETE", session_id: "s9998" });
  const [one] = silent;
  one?.resume();
  const snapshot = await one?.waitFor("the snapshot", ({ type }) => type === "snapshot");
  expect(snapshot?.sessions).toHaveLength(9999);
  expect(snapshot?.sessions.at(-1)).toMatchObject({ session_id: "s9999", status: "attention" });
  const update = await one?.waitFor("the update", ({ type }) => type === "update");
  expect(update?.session).toMatchObject({ session_id: "s9999", status: "attention" });
  expect(await one?.waitFor("the deletion")).toMatchObject({ type: "delete", session_id: "s9998" });
});
