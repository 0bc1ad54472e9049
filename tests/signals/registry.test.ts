import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { findProcess } from "../../src/host/process.ts";
import { gone, type Sandbox, sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { type FakeAgent, startAgent } from "./agent.ts";
import { becomes, explained, payload, says, statuses, tool } from "./payloads.ts";

/** Writes an agent's record as Claude Code does, into the default folder or another. */
function record({ pid }: { pid: number }, box: Sandbox, fields: Frame, home = "home/.claude") {
  const folder = `${box.folder}/${home}/sessions`;
  fs.mkdirSync(folder, { recursive: true });
  const facts = { pid, sessionId: "s1", cwd: "/work", kind: "interactive", entrypoint: "cli" };
  const start = { procStart: findProcess(pid)?.start, startedAt: Date.now() - 60_000 };
  const times = { updatedAt: Date.now(), statusUpdatedAt: Date.now() };
  const text = JSON.stringify({ ...facts, ...start, ...times, ...fields });
  fs.writeFileSync(`${folder}/${pid}.json.new`, text);
  fs.renameSync(`${folder}/${pid}.json.new`, `${folder}/${pid}.json`);
}

async function working(box: Sandbox, env: Record<string, string> = {}): Promise<FakeAgent> {
  await box.daemon();
  const agent = await startAgent(box, { env });
  await agent.hook(payload("UserPromptSubmit"));
  return agent;
}

test("Esc after a tool, and then silence: the session's own record ends the turn", async () => {
  using box = sandbox();
  const agent = await working(box);
  await agent.hook(tool("PreToolUse", "make"));
  await agent.hook(tool("PostToolUse", "make"));
  record(agent, box, { status: "idle" });
  await becomes(box, "s1", "attention interrupted");
  const { settled_by, evidence } = await explained(box, "s1");
  expect(settled_by).toBe("registry");
  expect(evidence).toMatchObject([
    { source: "command", at_ms: null },
    { source: "process", event: "alive", settled: false },
    { source: "hook", event: "PostToolUse", verdict: "older than what settled it" },
    { source: "registry", event: "idle", status: "attention", settled: true },
    { source: "transcript", at_ms: null },
  ]);
});

test("a record that is older than the last hook ends nothing, and explain says why", async () => {
  using box = sandbox();
  const agent = await working(box);
  record(agent, box, { status: "idle", statusUpdatedAt: Date.now() - 60_000 });
  expect(await statuses(box)).toEqual({ s1: "working null" });
  const { stdout } = await box.run(["explain", "s1"]);
  expect(stdout).toMatch(/\* +hook .*UserPromptSubmit .*settled it/);
  expect(stdout).toMatch(/registry .*idle .*older than what settled it .*attention/);
  expect(stdout).toContain("fire no event (anthropics/claude-code#9516)");
});

test("a permission granted is no question any more, before the tool has run", async () => {
  using box = sandbox();
  const agent = await working(box);
  await agent.hook(tool("PermissionRequest", "rm x"));
  expect(await statuses(box)).toEqual({ s1: "question permission" });
  record(agent, box, { status: "busy" });
  await becomes(box, "s1", "working null");
});

test("Esc at a dialog, before any notification of it: no question is left", async () => {
  using box = sandbox();
  const agent = await working(box);
  await agent.hook(tool("PermissionRequest", "rm x"));
  record(agent, box, { status: "idle" });
  await becomes(box, "s1", "attention interrupted");
});

test("an agent that is stopped at its dialog stays stopped, and asks again when it continues", async () => {
  using box = sandbox();
  const agent = await working(box);
  await agent.hook(tool("PermissionRequest", "rm x"));
  record(agent, box, { status: "waiting", waitingFor: "permission prompt" });
  expect(await statuses(box)).toEqual({ s1: "question permission" });
  process.kill(agent.pid, "SIGSTOP");
  await becomes(box, "s1", "attention stopped");
  // As old as a record that the hub believes at once.
  await Bun.sleep(1200);
  expect(await statuses(box)).toEqual({ s1: "attention stopped" });
  process.kill(agent.pid, "SIGCONT");
  await says(box, "s1", "question permission", "Bash: rm x");
  record(agent, box, { status: "busy" });
  await becomes(box, "s1", "working null");
});

test("a record that waits asks, and says what for", async () => {
  using box = sandbox();
  const agent = await working(box);
  record(agent, box, { status: "waiting", waitingFor: "approve Bash" });
  await becomes(box, "s1", "question permission");
  const { session, questions } = await explained(box, "s1");
  expect(session.message).toBe("approve Bash");
  expect(questions).toMatchObject([{ reason: "permission", message: "approve Bash" }]);
});

test("the question that the agent itself tells of takes the place of its record's", async () => {
  using box = sandbox();
  const agent = await working(box);
  record(agent, box, { status: "waiting", waitingFor: "approve Bash" });
  await becomes(box, "s1", "question permission");
  await agent.hook(tool("PermissionRequest", "rm x"));
  const { questions } = await explained(box, "s1");
  expect(questions).toMatchObject([{ message: "Bash: rm x" }]);
  record(agent, box, { status: "busy" });
  await agent.hook(tool("PostToolUse", "rm x"));
  expect(await statuses(box)).toEqual({ s1: "working null" });
});

test.serial(
  "a dialog in the place of another tells that the first was answered, and asks anew",
  async () => {
    using box = sandbox();
    const agent = await working(box);
    await agent.hook(tool("PermissionRequest", "rm x"));
    record(agent, box, { status: "waiting", statusUpdatedAt: Date.now() });
    await says(box, "s1", "question permission", "Bash: rm x");
    // As long as a person takes to read it.
    await Bun.sleep(600);
    await agent.hook(tool("PermissionRequest", "rm y"));
    record(agent, box, { status: "waiting", statusUpdatedAt: Date.now() });
    await says(box, "s1", "question permission", "Bash: rm y");
    const { questions } = await explained(box, "s1");
    expect(questions).toMatchObject([{ message: "Bash: rm y" }]);
  },
);

test.serial(
  "of two that were asked for at once, none is taken for answered while the record waits",
  async () => {
    using box = sandbox();
    const agent = await working(box);
    await agent.hook(tool("PermissionRequest", "rm x"));
    await agent.hook(tool("PermissionRequest", "rm y"));
    record(agent, box, { status: "waiting", statusUpdatedAt: Date.now() - 5000 });
    await says(box, "s1", "question permission", "Bash: rm x");
    record(agent, box, { status: "waiting", statusUpdatedAt: Date.now() });
    await says(box, "s1", "question permission", "Bash: rm x");
    const { questions } = await explained(box, "s1");
    expect(questions).toHaveLength(2);
  },
);

// Any hook that runs on the machine may be the last word of an agent that is gone.
test.serial(
  "sessions that ran before the hub are taken in, with their process and their parent",
  async () => {
    using box = sandbox();
    const agent = await startAgent(box);
    const inner = await agent.nested("claude", "claude");
    const long = Date.now() - 60_000;
    record(agent, box, { status: "idle", statusUpdatedAt: long });
    record(inner, box, { sessionId: "s2", status: "busy", statusUpdatedAt: long });
    await box.daemon();
    const client = await box.connect();
    const sessions: Frame[] = await client.data({ cmd: "LIST" });
    expect(sessions.toSorted((a, b) => a.pid - b.pid)).toMatchObject([
      { session_id: "s1", status: "attention", reason: "idle", pid: agent.pid, replayed: true },
      { session_id: "s2", status: "working", pid: inner.pid, working_dir: "/work" },
    ]);
    agent.kill();
    await gone(agent.pid);
    expect((await statuses(box)).s1).toBe("closed process_exited");
  },
);

test("a record whose process is gone, or another by now, is nobody's session", async () => {
  using box = sandbox();
  const [dead, reused] = [await startAgent(box), await startAgent(box)];
  const long = Date.now() - 60_000;
  record(dead, box, { sessionId: "dead", status: "busy", statusUpdatedAt: long });
  record(reused, box, {
    sessionId: "reused",
    status: "busy",
    procStart: "1",
    statusUpdatedAt: long,
  });
  dead.kill();
  await gone(dead.pid);
  await box.daemon();
  expect(await statuses(box)).toEqual({});
});

test("a session that was closed comes back when a later process takes it up", async () => {
  using box = sandbox();
  const first = await working(box);
  await first.hook(payload("SessionEnd", { reason: "prompt_input_exit" }));
  record(first, box, { status: "idle" });
  const second = await startAgent(box);
  record(second, box, { status: "idle", startedAt: Date.now() });
  await becomes(box, "s1", "attention idle");
  const { session } = await explained(box, "s1");
  expect(session.pid).toBe(second.pid);
});

test("a session that was deleted does not come back by what its record said before", async () => {
  using box = sandbox();
  const agent = await startAgent(box);
  record(agent, box, { status: "idle", statusUpdatedAt: Date.now() - 60_000 });
  await box.daemon();
  expect(await statuses(box)).toEqual({ s1: "attention idle" });
  await box.run(["delete", "s1"]);
  expect(await statuses(box)).toEqual({});
  // Nor by a status that is new to us, and from before it was forgotten.
  record(agent, box, { status: "busy", statusUpdatedAt: Date.now() - 30_000 });
  expect(await statuses(box)).toEqual({});
  record(agent, box, { status: "busy" });
  await becomes(box, "s1", "working null");
});

test("a hook tells where an agent with a config folder of its own keeps its records", async () => {
  using box = sandbox();
  const agent = await working(box, { CLAUDE_CONFIG_DIR: `${box.folder}/other` });
  record(agent, box, { status: "idle" }, "other");
  await becomes(box, "s1", "attention interrupted");
});

test("what is no record among the records holds up nobody", async () => {
  using box = sandbox();
  const agent = await working(box);
  const folder = `${box.folder}/home/.claude/sessions`;
  fs.mkdirSync(`${folder}/7.json`, { recursive: true });
  for (const [name, text] of Object.entries({
    "1.json": "",
    "2.json": "{",
    "3.json": "[]",
    "4.json": "null",
    "5.json": '{"pid":5,"sessionId":"\\u0000","status":"busy","statusUpdatedAt":1}',
    "6.json": `{"pid":6,"sessionId":"big","x":"${"x".repeat(100_000)}"}`,
    "pid-8.json": '{"session_id":"s1","cwd":"/work"}',
  })) {
    fs.writeFileSync(`${folder}/${name}`, text);
  }
  Bun.spawnSync(["mkfifo", `${folder}/9.json`]);
  fs.symlinkSync("/dev/tty", `${folder}/10.json`);
  fs.symlinkSync("/proc/kmsg", `${folder}/11.json`);
  record(agent, box, { status: "idle" });
  await becomes(box, "s1", "attention interrupted");
  expect(await statuses(box)).toEqual({ s1: "attention interrupted" });
});

test("a turn with a prompt queued behind it is not over while the record says busy", async () => {
  using box = sandbox();
  const agent = await working(box);
  const other = await startAgent(box);
  record(agent, box, { status: "busy" });
  // The other has no record: its end shows once it has been awaited long enough.
  for (const [one, id] of [
    [agent, "s1"],
    [other, "s2"],
  ] as const) {
    const mine = { session_id: id };
    await one.hook(payload("UserPromptSubmit", mine));
    await one.hook(payload("UserPromptSubmit", mine));
    await one.hook(payload("Stop", mine));
  }
  expect(await statuses(box)).toEqual({ s1: "working null", s2: "working null" });
  await becomes(box, "s2", "attention turn_done");
  expect(await statuses(box)).toMatchObject({ s1: "working null" });
  record(agent, box, { status: "idle" });
  await becomes(box, "s1", "attention interrupted");
});
