// What the system gives the daemon less of than usual.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A daemon that may open no more than so many descriptors. */
async function confined(box: Sandbox, descriptors: number): Promise<Running> {
  const script = `ulimit -n ${descriptors}; exec "$0" daemon --socket "${box.socket}"`;
  const daemon = box.spawn(["sh", "-c", script, PROGRAM]);
  await daemon.prints(/listening/);
  return daemon;
}

describe("too many connections", () => {
  test("are told so and closed, and those that were there go on", async () => {
    using box = sandbox();
    await confined(box, 80);
    const clients: WireClient[] = [];
    let refusal: string | undefined;
    while (refusal === undefined && clients.length < 80) {
      const client = await box.connect();
      client.write({ cmd: "STATUS" });
      const reply = await client.waitFor("a reply or a refusal");
      if (reply.ok) clients.push(client);
      else refusal = reply.code;
    }
    expect(refusal).toBe("too_many_connections");
    expect(clients.length).toBeGreaterThanOrEqual(8);
    for (const client of clients) await client.set("a", "working");
    expect((await box.run(["status"])).stderr).toContain("too many connections");

    clients.pop()?.close();
    const retried = async () => (await box.run(["status"])).exitCode === 0;
    await until(retried, "a place to come free");
  });

  test("in a flood leave the daemon at work", async () => {
    using box = sandbox();
    const daemon = await confined(box, 80);
    const first = await box.connect();
    await first.set("a", "working");
    const flood = Array.from({ length: 200 }, () => box.connect().catch(() => undefined));
    const clients = await Promise.all(flood);
    expect((await first.status()).pid).toBe(daemon.pid);
    for (const client of clients) client?.close();
    const connections = async () => (await first.status()).connections;
    await until(async () => (await connections()) === 1, "the flood to ebb away", connections);
    expect(await box.run(["set", "b", "working"])).toMatchObject({ stderr: "", exitCode: 0 });
  });
});

test.skipIf(process.platform !== "linux")(
  "more agents than descriptors leave the daemon room for who connects",
  async () => {
    using box = sandbox();
    const daemon = await confined(box, 200);
    const subscriber = await box.connect();
    await subscriber.subscribe();
    for (let i = 0; i < 220; i++) {
      const { pid } = box.spawn(["sleep", "600"]);
      await subscriber.set(`s${i}`, "working", { pid });
    }
    const open = () => fs.readdirSync(`/proc/${daemon.pid}/fd`).length;
    await until(() => open() > 30, "processes to be watched", open);
    expect(await box.run(["list"])).toMatchObject({ stderr: "", exitCode: 0 });
    expect((await subscriber.status()).warnings.join()).toContain("not all of them can be watched");
  },
);

// Where the foreign-function interface can't be had, flock(1) takes the same lock.
describe.skipIf(Bun.which("flock") === null)("without the just-in-time compiler", () => {
  const env = { BUN_JSC_useJIT: "0" };

  test("commands and daemon work, and say what is missing", async () => {
    using box = sandbox();
    const daemon = await box.daemon([], { env });
    expect(await box.run(["set", "a", "working"], { env })).toMatchObject({ exitCode: 0 });
    const { pid, warnings } = await (await box.connect()).status();
    expect(pid).toBe(daemon.pid);
    expect(warnings.join()).toContain("peer credentials are not checked");
  });

  test("there is still exactly one daemon, whichever way the lock was taken", async () => {
    using box = sandbox();
    for (const [first, second] of [
      [{}, env],
      [env, {}],
      [env, env],
    ]) {
      const daemon = await box.daemon([], { env: first ?? {} });
      const refused = await box.run(["daemon"], { env: second ?? {} });
      expect(refused.stderr).toContain(`already running: process ${daemon.pid}`);
      daemon.signal("SIGKILL");
      await daemon.exited();
    }
  });

  test("forty simultaneous starters are served by one daemon", async () => {
    using box = sandbox();
    const ids = Array.from({ length: 40 }, (_, i) => `s${i}`);
    const outcomes = await Promise.all(ids.map((id) => box.run(["set", id, "working"], { env })));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ stderr: "", exitCode: 0 });
    const { sessions, pid } = await (await box.connect()).status();
    expect(sessions.active).toBe(ids.length);
    expect(box.daemons()).toEqual([pid]);
  });
});

test("with little memory to be had, the daemon works", async () => {
  using box = sandbox();
  const script = `ulimit -v 2000000; exec "$0" daemon --socket "${box.socket}"`;
  await box.spawn(["sh", "-c", script, PROGRAM]).prints(/listening/);
  const client = await box.connect();
  expect(await client.set("a", "working")).toMatchObject({ status: "working" });
});
