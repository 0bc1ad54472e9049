import { expect, test } from "bun:test";
import { reportsOf } from "../agents/fixtures.ts";
import { sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { explained, payload, statuses, tool } from "./payloads.ts";
import { timeline } from "./timeline.ts";

const notified = (notification_type: string) => payload("Notification", { notification_type });
const subagent = { agent_id: "ag", agent_type: "Explore" };
const background = (...types: string[]) => ({
  background_tasks: types.map((type, id) => ({ id: `t${id}`, type, status: "running" })),
  session_crons: [],
});

test("Codex: two turns, a permission granted, one turned down, and the end", async () => {
  using box = sandbox();
  const events = [
    payload("SessionStart", { source: "startup" }),
    payload("UserPromptSubmit"),
    payload("Stop"),
    payload("UserPromptSubmit"),
    tool("PreToolUse", "printf x"),
    tool("PermissionRequest", "printf x"),
    tool("PostToolUse", "printf x"),
    payload("Stop"),
    tool("PreToolUse", "rm x"),
    tool("PermissionRequest", "rm x"),
    payload("Interrupt"),
    payload("SessionEnd", { reason: "other" }),
  ];
  expect(await timeline(box, "codex", events)).toEqual([
    "attention started",
    "working null",
    "attention turn_done",
    "working null",
    "working null",
    "question permission",
    "working null",
    "attention turn_done",
    "working null",
    "question permission",
    "attention interrupted",
    "closed ended",
  ]);
});

test("Codex: a permission about no call of its own ends with the call it came from", async () => {
  using box = sandbox();
  const call = (id: string) => ({ tool_use_id: id, turn_id: "t1", model: "m" });
  const asks = tool("PermissionRequest", "network: example.org", { turn_id: "t1", model: "m" });
  const moved = (more: Frame, byMs: number) => ({ ...more, timestamp: Date.now() + byMs });
  const events = [
    moved(payload("UserPromptSubmit", { turn_id: "t1", model: "m" }), -9000),
    moved(tool("PreToolUse", "make", call("u1")), -8000),
    moved(tool("PreToolUse", "ls", call("u2")), -7900),
    moved(asks, -7000),
    moved(tool("PostToolUse", "ls", call("u2")), -6000), // the other may still wait for it
    moved(tool("PostToolUse", "make", call("u1")), -5000),
    moved(asks, -4000),
    moved(tool("PreToolUse", "pwd", call("u3")), -3000),
  ];
  expect((await timeline(box, "codex", events)).slice(3)).toEqual([
    "question permission",
    "question permission",
    "working null",
    "question permission",
    "working null",
  ]);
});

test("a call that another hook has changed meanwhile ends what was asked about it", async () => {
  for (const [adapter, turn] of [
    ["claude", {}],
    ["codex", { turn_id: "t1", model: "m" }],
  ] as const) {
    using box = sandbox();
    const events = [
      payload("UserPromptSubmit", turn),
      tool("PreToolUse", "rm x", { ...turn, tool_use_id: "u1" }),
      tool("PermissionRequest", "rm x", turn),
      tool("PostToolUse", "ls", { ...turn, tool_use_id: "u2" }),
      tool("PostToolUse", "rm -i x", { ...turn, tool_use_id: "u1" }),
    ];
    expect((await timeline(box, adapter, events)).slice(2)).toEqual([
      "question permission",
      "question permission",
      "working null",
    ]);
  }
});

test("Claude: an error stands until the next prompt, whatever is idle meanwhile", async () => {
  using box = sandbox();
  const events = [
    payload("UserPromptSubmit"),
    payload("StopFailure", { error: "rate_limit" }),
    notified("idle_prompt"),
    payload("UserPromptSubmit"),
  ];
  expect(await timeline(box, "claude", events)).toEqual([
    "working null",
    "attention rate_limited",
    "attention rate_limited",
    "working null",
  ]);
});

test("Copilot: a permission turned down in silence ends with the next prompt", async () => {
  using box = sandbox();
  const copilot = (more: Frame) => ({ sessionId: "s1", cwd: "/work", ...more });
  const events = [
    copilot({ prompt: "x" }),
    copilot({ notification_type: "permission_prompt", message: "Run make?" }),
    copilot({ prompt: "y" }),
  ];
  expect(await timeline(box, "copilot", events)).toEqual([
    "working null",
    "question permission",
    "working null",
  ]);
});

test("a subagent that ends after the turn did does not set the session to work", async () => {
  using box = sandbox();
  const events = [
    payload("UserPromptSubmit"),
    payload("SubagentStart", subagent),
    payload("Stop"),
    payload("SubagentStop", subagent),
  ];
  expect((await timeline(box, "claude", events)).slice(2)).toEqual([
    "attention turn_done",
    "attention turn_done",
  ]);
});

test("a turn that ends with subagents at work goes on with the last of them, which wakes it", async () => {
  using box = sandbox();
  const events = [
    payload("UserPromptSubmit"),
    payload("Stop", background("subagent", "workflow")),
    notified("idle_prompt"),
    payload("SubagentStop", { ...subagent, ...background("workflow") }),
    payload("SubagentStop", { ...subagent, ...background() }),
    payload("UserPromptSubmit"),
    payload("Stop", background()),
  ];
  expect((await timeline(box, "claude", events)).slice(1)).toEqual([
    "working background",
    "working background",
    "working background",
    "working null",
    "working null",
    "attention turn_done",
  ]);
});

test("a tool's hook that its agent did not wait for sets no finished turn to work", async () => {
  for (const [adapter, turn] of [
    ["claude", { prompt_id: "p1" }],
    ["codex", { turn_id: "t1", model: "m" }],
  ] as const) {
    using box = sandbox();
    const late = { ...turn, tool_use_id: "u1" };
    const events = [
      payload("UserPromptSubmit", turn),
      tool("PreToolUse", "make", late),
      payload("Stop", turn),
      tool("PreToolUse", "make", late),
      tool("PostToolUse", "make", late),
    ];
    expect((await timeline(box, adapter, events)).slice(1)).toEqual([
      "working null",
      "attention turn_done",
      "attention turn_done",
      "attention turn_done",
    ]);
  }
});

test("a turn that ends with a dev server running is done", async () => {
  using box = sandbox();
  const events = [payload("UserPromptSubmit"), payload("Stop", background("shell"))];
  expect((await timeline(box, "claude", events)).at(-1)).toBe("attention turn_done");
});

test("a subagent's stop is not the session's", async () => {
  using box = sandbox();
  const events = [payload("UserPromptSubmit"), payload("Stop", subagent)];
  expect((await timeline(box, "claude", events)).at(-1)).toBe("working null");
});

test("a shell command of the user's own, of which only the stop is told, is a finished turn", async () => {
  using box = sandbox();
  expect(await timeline(box, "claude", [payload("Stop")])).toEqual(["attention turn_done"]);
});

test("a notification of a dialog that is gone by then asks until the next event, not for ever", async () => {
  using box = sandbox();
  const events = [
    payload("UserPromptSubmit"),
    notified("permission_prompt"),
    tool("PreToolUse", "make"),
  ];
  expect((await timeline(box, "claude", events)).slice(1)).toEqual([
    "question permission",
    "working null",
  ]);
});

test("a /clear that tells no end closes the session it goes on from, and names the next", async () => {
  using box = sandbox();
  const cleared = payload("SessionStart", { session_id: "s2", source: "clear" });
  await timeline(box, "claude", [payload("UserPromptSubmit"), cleared]);
  expect(await statuses(box)).toEqual({ s1: "closed replaced", s2: "attention started" });
  const { session } = await explained(box, "s1");
  expect(session.replaced_by).toBe("s2");
});

test("a hook that comes late moves nothing back, and explain still shows the newest", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const now = Date.now();
  const hook = { source: "hook", agent_type: "claudecode" };
  await client.set("s1", "attention", { ...hook, at_ms: now - 10, event: "Stop" });
  await client.set("s1", "working", { ...hook, at_ms: now - 20, event: "PostToolUse" });
  expect(await statuses(box)).toEqual({ s1: "attention null" });
  const { evidence } = await explained(box, "s1");
  expect(evidence[2]).toMatchObject({ source: "hook", event: "Stop", settled: true });
});

test("what OpenCode accepts by itself is never shown as a question", async () => {
  using box = sandbox();
  await box.daemon();
  const watcher = await box.connect();
  await watcher.subscribe();
  const event = (type: string, properties: Frame) => ({
    type,
    properties: { sessionID: "s1", ...properties },
  });
  const events = [
    event("session.status", { status: { type: "busy" } }),
    event("permission.asked", { id: "p1", permission: "bash", patterns: ["make"] }),
    event("permission.replied", { requestID: "p1", reply: "once" }),
    event("permission.asked", { id: "p2", permission: "bash", patterns: ["rm x"] }),
  ];
  const reports = events.flatMap((one) => reportsOf("opencode", one));
  // In one write, as fast as a rule answers; only the last is left to a person.
  const client = await box.connect();
  const lines = reports.map((one) => JSON.stringify({ cmd: "SET", source: "hook", ...one }));
  client.send(`${lines.join("\n")}\n`);
  const { session } = await watcher.waitFor(
    "the question",
    (frame) => frame.session?.status === "question",
  );
  expect(session.message).toBe("bash: rm x");
  const shown = watcher.frames.flatMap((frame) => (frame.session ? [frame.session.message] : []));
  expect(shown).not.toContain("bash: make");
});

test("an ask that is the first thing heard of a session is held back too", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const ask = { source: "hook", asks: "p1", hold_ms: 5000 };
  expect(await client.set("s1", "question", ask)).toMatchObject({ status: "working" });
  expect(await client.set("s1", "working", { source: "hook", answers: "p1" })).toMatchObject({
    status: "working",
    history: [{ status: "working" }],
  });
});

test("what is said of another machine's agent is taken, and its processes and files are not", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const there = { source: "hook", host: "elsewhere", pid: process.pid, transcript: "/etc/passwd" };
  const session = await client.set("s1", "working", there);
  expect(session).toMatchObject({ status: "working", host: "elsewhere", pid: null });
  const { evidence } = await explained(box, "s1");
  expect(evidence[1]).toMatchObject({ source: "process", verdict: "runs on another machine" });
});

test("STATUS has the time of the last report of each kind of agent", async () => {
  using box = sandbox();
  await timeline(box, "claude", [payload("SessionStart"), payload("Stop")]);
  const client = await box.connect();
  await client.set("v1", "working");
  const { agents } = await client.status();
  expect(agents).toMatchObject([{ agent_type: "claudecode", session_id: "s1", event: "Stop" }]);
});
