import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { noteStatus, settledMs } from "../../../src/daemon/evidence/feed-evidence.ts";
import { createFeeds } from "../../../src/daemon/evidence/feeds.ts";
import { answer, noteAnsweredHere } from "../../../src/daemon/sessions/questions.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { openUnixWebSocket } from "../../../src/host/unix-web-socket.ts";
import { evidence } from "../../support/report.ts";
import { type Sandbox, sandbox } from "../../support/sandbox.ts";
import { until } from "../../support/until.ts";

/** A server as Codex's, in the folder whose rollouts the session's hooks name. */
function serving(box: Sandbox) {
  const home = `${box.folder}/codex`;
  fs.mkdirSync(`${home}/app-server-control`, { recursive: true });
  const heard: { id?: number; method: string; params?: Record<string, unknown> }[] = [];
  const clients = new Set<Bun.ServerWebSocket<unknown>>();
  const server = Bun.serve({
    unix: `${home}/app-server-control/app-server-control.sock`,
    fetch: (request, self) =>
      self.upgrade(request) ? undefined : new Response("no", { status: 400 }),
    websocket: {
      open: (socket) => void clients.add(socket),
      close: (socket) => void clients.delete(socket),
      message(socket, text) {
        const message = JSON.parse(String(text));
        heard.push(message);
        if (message.method === "initialize") socket.send('{"id":1,"result":{}}');
        if (message.method !== "thread/read") return;
        const thread = { id: message.params.threadId, status: { type: "active", activeFlags: [] } };
        socket.send(JSON.stringify({ id: message.id, result: { thread } }));
      },
    },
  });
  return {
    heard,
    clients,
    rollout: `${home}/sessions/2026/11/25/rollout-t1.jsonl`,
    /** Tells its clients how a thread stands. */
    tell(threadId: string, type: string, ...activeFlags: string[]) {
      const params = { threadId, status: { type, activeFlags } };
      const emittedAtMs = Date.now();
      const text = JSON.stringify({ method: "thread/status/changed", params, emittedAtMs });
      for (const socket of clients) socket.send(text);
    },
    /** Tells its clients that one of them began a thread. */
    begin(id: string) {
      const params = { thread: { id, cwd: "/w" } };
      const text = { method: "thread/started", params, emittedAtMs: Date.now() };
      for (const socket of clients) socket.send(JSON.stringify(text));
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

/** A hub that a Codex session is known to, whose permission is asked for. */
function hearing({ rollout }: { rollout: string }) {
  const store = new Store();
  const began: string[] = [];
  const feeds = createFeeds({
    ...{ store, connect: openUnixWebSocket },
    observer: { lookAt() {}, noteBegin: ({ id }) => void began.push(id) },
    update(change) {
      change(Date.now());
      for (const done of store.takeChanges()) feeds.note(done);
    },
  });
  const tell = (more: object) => {
    const agent = { agent_type: "codex", transcript: rollout };
    store.set(evidence("t1", Date.now(), { ...agent, ...more }), Date.now());
    for (const done of store.takeChanges()) feeds.note(done);
  };
  const becomes = (expected: string) =>
    until(
      () => {
        const state = store.find("t1");
        return `${state?.status} ${state?.reason}` === expected;
      },
      `t1 to be ${expected}`,
      () => store.find("t1"),
    );
  return { store, feeds, tell, becomes, began };
}

const asked = { status: "question", reason: "permission", asks: "main:tool:Bash:1" } as const;

test("a server is listened to while somebody is told of a session that it runs", async () => {
  using box = sandbox();
  using server = serving(box);
  const { feeds, tell, store } = hearing(server);
  tell({ status: "working" });
  feeds.follow(true);
  await until(() => server.heard.some(({ method }) => method === "thread/read"), "to be asked");
  expect(server.heard.map(({ method }) => method)).toEqual([
    "initialize",
    "initialized",
    "thread/read",
  ]);
  tell({ status: "closed", reason: "ended" });
  await until(() => server.clients.size === 0, "the connection to end");
  tell({ status: "working" });
  await until(() => server.clients.size === 1, "another connection");
  feeds.follow(false);
  await until(() => server.clients.size === 0, "the connection to end");
  expect(store.find("t1")?.status).toBe("working");
});

test("a server tells that a permission was granted, and that it was turned down", async () => {
  using box = sandbox();
  using server = serving(box);
  const { feeds, tell, becomes } = hearing(server);
  feeds.follow(true);
  tell({ status: "working", reason: null });
  await until(() => server.heard.some(({ method }) => method === "thread/read"), "to be asked");
  tell(asked);
  await becomes("question permission");
  server.tell("t1", "active");
  await becomes("working null");
  tell({ ...asked, asks: "main:tool:Bash:2" });
  await becomes("question permission");
  server.tell("t1", "active");
  server.tell("t1", "idle");
  await becomes("attention interrupted");
  feeds.follow(false);
});

test("a permission that was answered through the hub is not told anew by what was said before", () => {
  const store = new Store();
  const nowMs = Date.now();
  const ask = () => store.set(evidence("t1", nowMs, { agent_type: "codex", ...asked }), nowMs);
  const word = { kind: "status", id: "t1", status: "permission", atMs: nowMs } as const;
  const state = ask();
  answer(state, asked.asks, nowMs + 300, nowMs + 300);
  noteAnsweredHere(state, asked.asks, nowMs + 300);
  noteStatus(store, word, nowMs + 500);
  expect(state.questions).toEqual([]);
});

test("a dialog of a subagent is over with its thread, and so is the subagent", async () => {
  using box = sandbox();
  using server = serving(box);
  const { feeds, tell, becomes, store } = hearing(server);
  feeds.follow(true);
  tell({ status: "working", reason: null, subagent_start: "kid" });
  await until(() => server.heard.some(({ method }) => method === "thread/read"), "to be asked");
  tell({ ...asked, asks: "agent:kid:tool:Bash:1" });
  server.tell("t1", "active");
  server.tell("kid", "idle");
  await becomes("working null");
  await until(() => store.find("t1")?.background === 0, "the subagent to be gone");
  feeds.follow(false);
});

test("what a server said before a turn's end brings no work back after it", async () => {
  using box = sandbox();
  using server = serving(box);
  const { feeds, tell, becomes, began, store } = hearing(server);
  feeds.follow(true);
  tell({ status: "working", reason: null });
  await until(() => server.heard.some(({ method }) => method === "thread/read"), "to be asked");
  const answeredMs = Date.now();
  await until(() => Date.now() > answeredMs + 1, "the next moment");
  tell({ status: "attention", reason: "turn_done" });
  // Held as long as the answer is, and told after it.
  server.begin("t2");
  await until(() => began.includes("t2"), "what came after it");
  server.begin("t3");
  await until(() => began.includes("t3"), "what came after that");
  await becomes("attention turn_done");
  expect(store.find("t1")?.transitions).toHaveLength(2);
  feeds.follow(false);
});

test("a plan is a question though the thread that proposed it is idle", async () => {
  using box = sandbox();
  using server = serving(box);
  const { feeds, tell, becomes, began } = hearing(server);
  feeds.follow(true);
  tell({ status: "working", reason: null });
  await until(() => server.heard.some(({ method }) => method === "thread/read"), "to be asked");
  tell({ status: "question", reason: "plan", asks: "main:plan" });
  server.tell("t1", "idle");
  server.begin("t2");
  await until(() => began.includes("t2"), "what came after it");
  await becomes("question plan");
  feeds.follow(false);
});

test("an answer that is heard late waits longer for the end that may follow it, and not for ever", () => {
  expect(settledMs("working", 200)).toBeGreaterThan(settledMs("working", 2));
  expect(settledMs("working", 60_000)).toBe(settledMs("working", 90_000));
  expect(settledMs("working", -5000)).toBe(settledMs("working"));
  expect(settledMs("idle", 200)).toBe(settledMs("idle"));
});
