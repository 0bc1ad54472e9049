// Sessions of other hubs, as a relay hands them to this one.
import { expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { type Frame, openWire } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const SESSION = {
  session_id: "a1",
  instance: "1-1",
  agent_type: "codex",
  status: "question",
  reason: "permission",
  display_name: "shop",
  since_ms: 1_700_000_000_000,
  updated_ms: 1_700_000_000_000,
};

function receive(sessions: Frame[], more: Frame = {}): Frame {
  return { cmd: "RECEIVE", from: "desk", sessions, ...more };
}

test("a received session is shown with its hub, and turns stale when its relay is gone", async () => {
  using box = sandbox();
  await box.daemon();
  const watcher = await box.connect();
  await watcher.subscribe();
  const relay = await box.connect();
  expect(await relay.data(receive([SESSION]))).toEqual({ taken: 1, refused: 0 });
  const shown = await watcher.waitFor("the session", ({ type }) => type === "update");
  expect(shown.session).toMatchObject({
    ...{ session_id: "desk/a1", via: "desk", host: "desk", display_name: "shop", stale: false },
    ...{ status: "question", reason: "permission", pid: null, terminal: null, working_dir: null },
  });
  relay.close();
  const lost = await watcher.waitFor("that it is stale", ({ type }) => type === "update");
  expect(lost.session).toMatchObject({ session_id: "desk/a1", stale: true, status: "question" });

  const next = await box.connect();
  await next.data(receive([SESSION]));
  const back = await watcher.waitFor("it alive again", ({ type }) => type === "update");
  expect(back.session).toMatchObject({ session_id: "desk/a1", stale: false });
  await next.data(receive([{ ...SESSION, stale: true }]));
  await watcher.waitFor("what its own hub says", ({ session }) => session?.stale === true);
  await next.data(receive([SESSION]));
  await watcher.waitFor("it alive", ({ session }) => session?.stale === false);
  next.close();
  await watcher.waitFor("that it is stale", ({ session }) => session?.stale === true);
  const last = await box.connect();
  await last.data(receive([{ ...SESSION, status: "attention", stale: true }]));
  await last.data(receive([{ ...SESSION, status: "attention" }]));
  await watcher.waitFor("it alive", ({ session }) => session?.stale === false);
  await last.data(receive([SESSION]));
  const { seq } = await last.status();
  await last.data(receive([SESSION])); // the same again
  expect((await last.status()).seq).toBe(seq);
  await last.data(receive([], { deleted: ["a1", "unknown"] }));
  expect(await last.data({ cmd: "LIST" })).toEqual([]);
});

test("a received session never takes the place of the owner's, nor can a reporter change it", async () => {
  using box = sandbox();
  const reports = `${box.folder}/reports.sock`;
  await box.daemon(["--report-socket", reports]);
  const relay = await box.connect();
  await relay.set("desk/own", "working");
  const own = { ...SESSION, session_id: "own" };
  expect(await relay.data(receive([own, SESSION]))).toEqual({ taken: 1, refused: 1 });
  await relay.data(receive([], { deleted: ["own"] }));
  expect(await relay.data({ cmd: "GET", session_id: "desk/own" })).toMatchObject({ via: null });

  const reporter = await openWire(reports);
  const refused = await reporter.ask({ cmd: "SET", session_id: "desk/a1", status: "closed" });
  expect(refused.code).toBe("not_permitted");
  await reporter.ask({ cmd: "SET", session_id: "r", status: "working", replaces: "desk/a1" });
  expect((await reporter.ask(receive([]))).code).toBe("not_permitted");
  reporter.close();
  expect(await relay.data({ cmd: "GET", session_id: "desk/a1" })).toMatchObject(
    { status: "question", replaced_by: null }, // as it was
  );
  expect((await relay.ask({ cmd: "RM", session_id: "desk/a1" })).code).toBe("not_permitted");
  // The owner's own word for that id goes first, and stays.
  await relay.set("desk/a1", "working");
  expect(await relay.data(receive([SESSION]))).toEqual({ taken: 0, refused: 1 });
});

test("an ack given here stays until its own hub says otherwise, or something new happens", async () => {
  using box = sandbox();
  await box.daemon();
  const relay = await box.connect();
  const acknowledged = async () =>
    (await relay.data({ cmd: "GET", session_id: "desk/a1" })).acknowledged_ms;
  await relay.data(receive([SESSION]));
  await relay.data({ cmd: "ACK", session_id: "desk/a1" });
  await relay.data(receive([{ ...SESSION, updated_ms: SESSION.updated_ms + 5 }]));
  expect(await acknowledged()).not.toBeNull();
  await relay.data(receive([{ ...SESSION, acknowledged_ms: 7 }]));
  expect(await acknowledged()).toBe(7);
  await relay.data(receive([{ ...SESSION, acknowledged_ms: null }]));
  expect(await acknowledged()).toBeNull();
  await relay.data({ cmd: "ACK", session_id: "desk/a1" });
  await relay.data(receive([{ ...SESSION, since_ms: SESSION.since_ms + 5 }]));
  expect(await acknowledged()).toBeNull();
});

test("after a kill -9 of the hub the received sessions are there, stale until a relay comes", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const relay = await box.connect();
  await relay.data(receive([SESSION]));
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  const again = await box.connect();
  const seen = async () => (await again.data({ cmd: "LIST" }))[0];
  expect(await seen()).toMatchObject({ session_id: "desk/a1", stale: true });
  await again.data(receive([SESSION]));
  expect(await seen()).toMatchObject({ session_id: "desk/a1", stale: false });
});

test("they have a quota of their own, and keep nobody's hub from stopping", async () => {
  using box = sandbox();
  await box.daemon();
  const relay = await box.connect();
  const many = (from: number) =>
    Array.from({ length: 500 }, (_, i) => ({ ...SESSION, session_id: `s${from + i}` }));
  let taken = 0;
  for (let i = 0; i < 42; i++) taken += (await relay.data(receive(many(i * 500)))).taken;
  expect(taken).toBe(20_000);
  expect(await relay.set("mine", "attention")).toMatchObject({ session_id: "mine" });
  await relay.data({ cmd: "DELETE", session_id: "mine" });
  expect(await relay.data({ cmd: "STOP" })).toEqual({ stop_status: "ok" });
});
