import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** Subscribes and gives the snapshot. */
async function subscribe(client: WireClient, position: Frame = {}): Promise<Frame> {
  const reply = await client.ask({ cmd: "SUB", ...position });
  expect(reply).toMatchObject({ ok: true, data: "subscribed" });
  return client.waitFor("the snapshot", ({ type }) => type === "snapshot");
}

const idsOf = (snapshot: Frame) => snapshot.sessions.map((one: Frame) => one.session_id);

describe("a subscriber", () => {
  test("gets one snapshot of everything, then every change by others", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
    await reporter.set("a", "working");
    await reporter.set("b", "closed");
    const snapshot = await subscribe(client);
    expect(snapshot).toMatchObject({ version: 1, seq: 2, epoch: expect.any(String) });
    expect(snapshot.resumed).toBeUndefined();
    expect(idsOf(snapshot)).toEqual(["a", "b"]);
    await reporter.set("a", "question", { message: "may I?" });
    await reporter.data({ cmd: "DELETE", session_id: "b" });
    const update = await client.waitFor("the update");
    expect(update).toMatchObject({
      version: 1,
      type: "update",
      seq: 3,
      session: { session_id: "a", status: "question", message: "may I?", seq: 3 },
    });
    const deletion = await client.waitFor("the deletion");
    expect(deletion).toEqual({ version: 1, type: "delete", seq: 4, session_id: "b" });
  });

  test("loses no change that comes while it subscribes", async () => {
    using box = sandbox();
    await box.daemon();
    const reporter = await box.connect();
    const count = 3000;
    for (let i = 0; i < count; i++) {
      reporter.write({ cmd: "SET", session_id: `s${i % 7}`, status: "working", priority: i });
    }
    const last = Object.fromEntries(
      Array.from({ length: 7 }, (_, i) => count - 1 - i).map((i) => [`s${i % 7}`, i]),
    );
    const clients = await Promise.all(Array.from({ length: 10 }, () => box.connect()));
    await Promise.all(
      clients.map(async (client) => {
        const snapshot = await subscribe(client);
        const known = new Map(
          snapshot.sessions.map((one: Frame) => [one.session_id, one.priority]),
        );
        let { seq } = snapshot;
        while (seq < count) {
          const event = await client.waitFor(`the change after ${seq}`);
          // Each in turn, but for what was overwritten while this socket was full.
          expect(event.seq).toBeGreaterThan(seq);
          known.set(event.session.session_id, event.session.priority);
          seq = event.seq;
        }
        expect(Object.fromEntries(known)).toEqual(last);
      }),
    );
  });

  test("that subscribes again gets a snapshot again, and each change once", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
    await subscribe(client);
    await subscribe(client);
    await reporter.set("a", "working");
    await reporter.set("a", "attention");
    await client.waitFor("the second change", ({ seq }) => seq === 2);
    expect(client.frames.filter(({ type }) => type === "update").map(({ seq }) => seq)).toEqual([
      1, 2,
    ]);
    expect((await reporter.status()).subscribers).toBe(1);
  });

  test("that goes away is forgotten", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
    await subscribe(client);
    client.close();
    const subscribers = async () => (await reporter.status()).subscribers;
    await until(async () => (await subscribers()) === 0, "no subscriber", subscribers);
  });

  test("that closed its writing side stays until it closes the rest", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
    client.send('{"cmd":"SUB"}'); // the last line counts even without its end
    client.finish();
    await client.waitFor("the snapshot", ({ type }) => type === "snapshot");
    for (let i = 1; i <= 3; i++) {
      await reporter.set("a", "working", { priority: i });
      await client.waitFor(`change ${i}`, ({ seq }) => seq === i);
    }
    expect(client.isClosed).toBe(false);
    expect((await reporter.status()).subscribers).toBe(1);
  });
});

describe("a subscriber that comes back", () => {
  test("gets only what changed since, and what was deleted", async () => {
    using box = sandbox();
    await box.daemon();
    const reporter = await box.connect();
    for (const id of ["a", "b", "c"]) await reporter.set(id, "working");
    const first = await box.connect();
    const { epoch, seq } = await subscribe(first);
    first.close();
    await reporter.set("b", "attention");
    await reporter.data({ cmd: "DELETE", session_id: "a" });
    const second = await box.connect();
    const snapshot = await subscribe(second, { epoch, since: seq });
    expect(snapshot).toMatchObject({ resumed: true, epoch, seq: 5, deleted: ["a"] });
    expect(idsOf(snapshot)).toEqual(["b"]);
    await reporter.set("c", "attention");
    expect(await second.waitFor("the next change")).toMatchObject({ type: "update", seq: 6 });
  });

  test("having missed nothing gets nothing", async () => {
    using box = sandbox();
    await box.daemon();
    const reporter = await box.connect();
    await reporter.set("a", "working");
    const { epoch } = await reporter.status();
    const client = await box.connect();
    const snapshot = await subscribe(client, { epoch, since: 1 });
    expect(snapshot).toMatchObject({ resumed: true, sessions: [], deleted: [], seq: 1 });
  });

  test("with another epoch, a seq yet to come, or half of both gets everything", async () => {
    using box = sandbox();
    await box.daemon();
    const reporter = await box.connect();
    await reporter.set("a", "working");
    const { epoch } = await reporter.status();
    const positions = [{ epoch: "other", since: 1 }, { epoch, since: 2 }, { epoch }, { since: 1 }];
    for (const position of positions) {
      const client = await box.connect();
      const snapshot = await subscribe(client, position);
      expect(snapshot.resumed).toBeUndefined();
      expect(snapshot.deleted).toBeUndefined();
      expect(idsOf(snapshot)).toEqual(["a"]);
    }
  });

  test("after more deletions than are remembered gets everything", async () => {
    using box = sandbox();
    await box.daemon();
    const reporter = await box.connect();
    await reporter.set("kept", "working");
    const { epoch } = await reporter.status();
    for (let i = 0; i < 2500; i++) {
      reporter.write({ cmd: "SET", session_id: `s${i}`, status: "working" });
      reporter.write({ cmd: "DELETE", session_id: `s${i}` });
    }
    const { seq } = await reporter.status();
    const late = await subscribe(await box.connect(), { epoch, since: 1 });
    expect(late.resumed).toBeUndefined();
    expect(idsOf(late)).toEqual(["kept"]);
    const timely = await subscribe(await box.connect(), { epoch, since: seq - 10 });
    expect(timely).toMatchObject({ resumed: true, sessions: [] });
    expect(timely.deleted.length).toBe(5);
  });

  test("with a position that is none is refused by the field", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const refusals: [Frame, string][] = [
      [{ since: -1 }, "since: expected a whole number"],
      [{ since: 1.5 }, "since: expected a whole number"],
      [{ since: "1" }, "since: expected a whole number"],
      [{ epoch: 1 }, "epoch: expected a string"],
    ];
    for (const [position, error] of refusals) {
      const reply = await client.ask({ cmd: "SUB", ...position });
      expect(reply).toMatchObject({ code: "invalid_request" });
      expect(reply.error).toContain(error);
    }
    expect((await client.status()).subscribers).toBe(0);
  });
});

describe("a subscriber that stops reading", () => {
  test("gets the latest state of each session, not the history", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, slow] = await Promise.all([box.connect(), box.connect()]);
    await subscribe(slow);
    slow.pause();
    const [sessions, rounds] = [20, 1000];
    const message = "x".repeat(900);
    for (let round = 1; round <= rounds; round++) {
      for (let i = 0; i < sessions; i++) {
        reporter.write({
          cmd: "SET",
          session_id: `s${i}`,
          status: "working",
          priority: round,
          message,
        });
      }
    }
    reporter.write({ cmd: "DELETE", session_id: "s0", id: "last" });
    await reporter.waitFor("the reporter's last reply", ({ id }) => id === "last", 40_000);
    const last = sessions * rounds + 1;
    const readBefore = slow.bytesRead;
    slow.resume();
    await slow.waitFor("the last change", ({ seq }) => seq === last);
    const events = slow.frames.filter(({ seq, type }) => seq > 0 && type !== "snapshot");
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    const latest = new Map(events.map((e) => [e.session_id ?? e.session.session_id, e]));
    expect(latest.get("s0")?.type).toBe("delete");
    for (let i = 1; i < sessions; i++) {
      expect(latest.get(`s${i}`)?.session.priority).toBe(rounds);
    }
    // What it did not take was not kept: all changes together are over 20 MB.
    expect(slow.bytesRead - readBefore).toBeLessThan(5_000_000);
  });

  test("and whose snapshot is not through yet ends right all the same", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, slow] = await Promise.all([box.connect(), box.connect()]);
    const message = "x".repeat(900);
    const sessions = 2000;
    for (let i = 0; i < sessions; i++) {
      reporter.write({ cmd: "SET", session_id: `s${i}`, status: "working", message });
    }
    await reporter.status();
    slow.pause();
    slow.write({ cmd: "SUB" });
    await until(async () => (await reporter.status()).subscribers === 1, "the subscription");
    for (let i = 0; i < sessions; i++) {
      reporter.write({ cmd: "SET", session_id: `s${i}`, status: "attention", priority: i });
    }
    await reporter.status();
    slow.resume();
    await slow.waitFor(
      "the last change",
      ({ seq, type }) => type === "update" && seq === 2 * sessions,
    );
    const states = new Map<string, Frame>();
    for (const { type, sessions: all, session } of slow.frames) {
      for (const one of type === "snapshot" ? all : type === "update" ? [session] : []) {
        states.set(one.session_id, one);
      }
    }
    expect(states.size).toBe(sessions);
    for (const one of states.values()) expect(one.status).toBe("attention");
  });

  test("never holds up another", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, slow, quick] = await Promise.all([
      box.connect(),
      box.connect(),
      box.connect(),
    ]);
    await subscribe(slow);
    await subscribe(quick);
    slow.pause();
    const message = "x".repeat(900);
    for (let i = 1; i <= 5000; i++) {
      reporter.write({ cmd: "SET", session_id: "a", status: "working", priority: i, message });
    }
    await quick.waitFor("the last change", ({ seq }) => seq === 5000);
    const seqs = quick.frames.filter(({ type }) => type === "update").map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThan(0);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });
});

test("a held question is pushed when its time has come, though nobody says anything", async () => {
  using box = sandbox();
  await box.daemon();
  const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
  await subscribe(client);
  const asked = { source: "hook", asks: "q", hold_ms: 200, reason: "plan" };
  await reporter.set("a", "working", { source: "hook" });
  await reporter.set("a", "question", asked);
  const shown = await client.waitFor("the question", (e) => e.session?.status === "question");
  expect(shown.session).toMatchObject({ reason: "plan", status: "question" });
});

test("the end of an agent's process is pushed, though nobody asks", async () => {
  using box = sandbox();
  await box.daemon();
  const [reporter, client] = await Promise.all([box.connect(), box.connect()]);
  await subscribe(client);
  const agent = box.spawn(["sleep", "1000"]);
  expect(await reporter.set("a", "working", { pid: agent.pid })).toMatchObject({ pid: agent.pid });
  agent.signal("SIGKILL");
  await agent.exited();
  const closed = await client.waitFor("the end", (e) => e.session?.status === "closed", 20_000);
  expect(closed.session).toMatchObject({ session_id: "a", reason: "process_exited" });
});
