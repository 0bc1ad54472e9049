import { expect, test } from "bun:test";
import { serverAnswers } from "../../src/agents/codex/server-answers.ts";

const ROLLOUT = "/home/ann/.codex/sessions/2026/11/26/rollout-2026-11-26T01-42-47-t1.jsonl";
const COMMAND = "touch made && sleep 4";
const hook = (more: object = {}) => ({
  session_id: "t1",
  turn_id: "u1",
  transcript_path: ROLLOUT,
  cwd: "/w",
  hook_event_name: "PermissionRequest",
  tool_name: "Bash",
  tool_input: { command: COMMAND, description: "May I?" },
  ...more,
});
/** As 0.169.0 asked it. */
const request = (more: object = {}) => ({
  kind: "command",
  threadId: "t1",
  turnId: "u1",
  itemId: "exec-5f733095",
  startedAtMs: 1795657377042,
  environmentId: "local",
  reason: "May I?",
  command: `/bin/bash -lc '${COMMAND}'`,
  cwd: "/w",
  commandActions: [{ type: "unknown", command: COMMAND }],
  proposedExecpolicyAmendment: ["touch", "made"],
  availableDecisions: ["accept", { acceptWithExecpolicyAmendment: {} }, "cancel"],
  ...more,
});
const asks = (params: object, method = "item/commandExecution/requestApproval") =>
  JSON.stringify({ method, id: 0, params });

const stands = (type: string) =>
  JSON.stringify({ id: 2, result: { thread: { id: "t1", status: { type, activeFlags: [] } } } });

function joined(payload: object = hook()) {
  const talk = serverAnswers.open(payload);
  expect(talk.hello.map((text) => JSON.parse(text).method)).toEqual(["initialize"]);
  const [, read = ""] = talk.read('{"id":1,"result":{}}').replies;
  expect(JSON.parse(read)).toMatchObject({ method: "thread/read", params: { threadId: "t1" } });
  const [resume = ""] = talk.read(stands("active")).replies;
  return { talk, resume: JSON.parse(resume) };
}

test("it joins the thread that asks, and holds the whole of what is asked there", () => {
  const { talk, resume } = joined();
  expect(resume).toMatchObject({
    method: "thread/resume",
    params: { threadId: "t1", excludeTurns: true },
  });
  expect(talk.read(asks(request())).asked).toEqual({
    detail: `command\nenvironmentId: local\nreason: May I?\ncommand: /bin/bash -lc '${COMMAND}'\ncwd: /w`,
    options: [],
  });
  expect(talk.answer({ decision: "allow" }).map((text) => JSON.parse(text))).toEqual([
    { id: 0, result: { decision: "accept" } },
  ]);
  const resolved = { method: "serverRequest/resolved", params: { threadId: "t1", requestId: 0 } };
  expect(talk.read(JSON.stringify(resolved)).isOver).toBe(true);
});

test("a thread that the server does not run is left alone", () => {
  const talk = serverAnswers.open(hook());
  talk.read('{"id":1,"result":{}}');
  expect(talk.read(stands("notLoaded"))).toEqual({ replies: [], isOver: true });
});

test("a denial ends the turn as the terminal's own, and with a reason the turn goes on with it", () => {
  const { talk } = joined();
  talk.read(asks(request()));
  const said = (message: string | null) =>
    talk.answer({ decision: "deny", message }).map((text) => JSON.parse(text));
  expect(said(null)).toEqual([{ id: 0, result: { decision: "cancel" } }]);
  expect(said("not here")).toMatchObject([
    { id: 0, result: { decision: "decline" } },
    { method: "turn/steer", params: { expectedTurnId: "u1", input: [{ text: "not here" }] } },
  ]);
  expect(talk.isAwaited).toBe(true);
  talk.read(JSON.stringify({ method: "serverRequest/resolved", params: { requestId: 0 } }));
  expect(talk.isAwaited).toBe(true);
  expect(talk.read('{"id":4,"error":{"message":"no turn"}}')).toEqual({ replies: [] });
  expect(talk.isAwaited).toBe(false);
});

test("what another hook told of, another thread asks, or goes beyond this once is not held", () => {
  for (const more of [
    { threadId: "t2" },
    { turnId: "u2" },
    { command: "/bin/bash -lc 'rm -rf /'" },
    { availableDecisions: ["cancel"] },
  ]) {
    expect(joined().talk.read(asks(request(more))).asked).toBeUndefined();
  }
  const { talk } = joined();
  talk.read(asks(request()));
  expect(talk.read(asks(request())).asked).toBeUndefined();
});

test("a change of files is held with what it changes, and never for a whole folder", () => {
  const patch = hook({ tool_name: "apply_patch", tool_input: { command: "*** Begin Patch" } });
  const changes = [{ path: "/etc/notes.txt", kind: { type: "add" }, diff: "hello\n" }];
  const item = { type: "fileChange", id: "exec-a", changes };
  const about = { threadId: "t1", turnId: "u1", itemId: "exec-a", reason: null, grantRoot: null };
  const method = "item/fileChange/requestApproval";
  const { talk, resume } = joined(patch);
  expect(resume.params.excludeTurns).toBe(false);
  expect(talk.read(asks(about, method)).asked).toBeUndefined();
  talk.read(JSON.stringify({ id: 3, result: { thread: { turns: [{ items: [item] }] } } }));
  const wide = { ...about, grantRoot: "/etc" };
  expect(talk.read(asks(wide, method)).asked).toBeUndefined();
  expect(talk.read(asks(about, method)).asked?.detail).toBe(
    'change of files\n1 /etc/notes.txt {"type":"add"}:\n  hello\n  ',
  );
});

test("only a main thread's permission is asked at a server", () => {
  const socket = "/home/ann/.codex/app-server-control/app-server-control.sock";
  expect(serverAnswers.socketOf(hook())).toBe(socket);
  expect(serverAnswers.socketOf(hook({ agent_id: "a1" }))).toBeUndefined();
  expect(serverAnswers.socketOf(hook({ hook_event_name: "Stop" }))).toBeUndefined();
  expect(serverAnswers.socketOf(hook({ transcript_path: "/elsewhere" }))).toBeUndefined();
});

test("no text makes it throw", () => {
  const { talk } = joined();
  for (const text of [
    "",
    "{",
    "null",
    "[]",
    '{"id":0}',
    '{"method":5,"id":[]}',
    '{"id":2,"error":1}',
  ])
    talk.read(text);
});
