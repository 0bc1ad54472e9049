import { expect, test } from "bun:test";
import { feed } from "../../src/agents/codex/feed.ts";
import type { FeedWord } from "../../src/agents/facets/feed.ts";

const AT = 1_795_639_471_997;
const ROLLOUT = "/home/ann/.codex/sessions/2026/11/25/rollout-2026-11-25T20-44-12-a1.jsonl";

function said(method: string, params: object): readonly FeedWord[] {
  return feed.open().read(JSON.stringify({ method, params, emittedAtMs: AT })).words;
}

const status = (type: string, activeFlags?: string[]) =>
  said("thread/status/changed", { threadId: "t1", status: { type, activeFlags } });

test("Codex's app-server listens in the folder that has its rollouts", () => {
  const socket = "/home/ann/.codex/app-server-control/app-server-control.sock";
  expect(feed.socketOf(ROLLOUT)).toBe(socket);
  expect(feed.socketOf("/home/ann/elsewhere/rollout.jsonl")).toBeNull();
  expect(feed.socketOf("sessions/2026/11/25/x.jsonl")).toBeNull();
});

test("it tells how a thread stands, and when that began", () => {
  expect(status("active", [])).toEqual([{ kind: "status", id: "t1", status: "working", atMs: AT }]);
  expect(status("active", ["waitingOnApproval"])).toMatchObject([{ status: "permission" }]);
  expect(status("active", ["waitingOnUserInput"])).toMatchObject([{ status: "question" }]);
  expect(status("idle")).toMatchObject([{ status: "idle" }]);
  expect(status("systemError")).toMatchObject([{ status: "failed" }]);
  expect(status("notLoaded")).toEqual([]);
});

test("it tells of a session that a person began, not of its helpers' threads", () => {
  const thread = { id: "t2", cwd: "/w", ephemeral: false, parentThreadId: null };
  const began = [{ kind: "began", id: "t2", folder: "/w", atMs: AT }];
  expect(said("thread/started", { thread })).toEqual(began as FeedWord[]);
  expect(said("thread/started", { thread: { ...thread, ephemeral: true } })).toEqual([]);
  expect(said("thread/started", { thread: { ...thread, parentThreadId: "t1" } })).toEqual([]);
  const name = { threadId: "t1", threadName: "Glaze the bowls" };
  expect(said("thread/name/updated", name)).toMatchObject([{ kind: "title", id: "t1" }]);
});

test("it is asked only once it has answered, and about the session alone", () => {
  const talk = feed.open();
  expect(talk.ask("t1")).toEqual([]);
  expect(talk.hello.map((text) => JSON.parse(text).method)).toEqual(["initialize"]);
  const { replies, isReady } = talk.read('{"id":1,"result":{"userAgent":"codex-tui/0.169.0"}}');
  expect([replies, isReady]).toEqual([['{"method":"initialized"}'], true]);
  const [question = ""] = talk.ask("t1");
  expect(JSON.parse(question)).toMatchObject({
    method: "thread/read",
    params: { threadId: "t1", includeTurns: false },
  });
  const thread = { id: "t1", name: "Glaze", status: { type: "active", activeFlags: [] } };
  expect(talk.read(JSON.stringify({ id: 2, result: { thread } })).words).toEqual([
    { kind: "title", id: "t1", title: "Glaze" },
    { kind: "status", id: "t1", status: "working", atMs: null },
  ]);
});

test("it is never answered, and left where it would ask for approvals", () => {
  const talk = feed.open();
  const changed = { threadId: "kid", status: { type: "active", activeFlags: [] } };
  const told = JSON.stringify({
    method: "thread/status/changed",
    params: changed,
    emittedAtMs: AT,
  });
  expect(talk.read(told).replies.map((text) => JSON.parse(text))).toMatchObject([
    { method: "thread/unsubscribe", params: { threadId: "kid" } },
  ]);
  expect(talk.read(told).replies).toEqual([]);
  const asks = { id: 7, method: "item/commandExecution/requestApproval", params: changed };
  expect(talk.read(JSON.stringify(asks))).toEqual({ replies: [], words: [] });
});

test("what is no message of the protocol says nothing", () => {
  for (const text of ["", "{", "[]", "null", '{"method":7}', '{"method":"thread/started"}']) {
    expect(feed.open().read(text)).toEqual({ replies: [], words: [] });
  }
});
