import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { type AgentOptions, startAgent } from "./agent.ts";
import { becomes, explained, payload, says, statuses, tool } from "./payloads.ts";

const user = (content: unknown, more: Frame = {}) => ({
  type: "user",
  isSidechain: false,
  message: { role: "user", content },
  ...more,
});
const text = (line: string) => [{ type: "text", text: line }];
const codexEvent = (type: string, more: Frame = {}) => ({
  type: "event_msg",
  payload: { type, turn_id: "t1", ...more },
});

/** Appends entries as the agent does, each with the time it is written at. */
function append(path: string, ...entries: Frame[]): void {
  const timestamp = new Date().toISOString();
  fs.appendFileSync(path, entries.map((e) => `${JSON.stringify({ timestamp, ...e })}\n`).join(""));
}

/** A working session of an agent whose hooks name this transcript. */
async function working(box: Sandbox, options: AgentOptions = {}): Promise<string> {
  const path = `${box.folder}/transcript.jsonl`;
  await box.daemon();
  const agent = await startAgent(box, options);
  const turn = options.adapter === "codex" ? { turn_id: "t1", model: "m" } : {};
  await agent.hook(payload("UserPromptSubmit", { transcript_path: path, ...turn }));
  await agent.hook(tool("PreToolUse", "make", { transcript_path: path, ...turn }));
  return path;
}

test("an interrupt that only Claude's transcript tells of ends the turn", async () => {
  using box = sandbox();
  const path = await working(box);
  append(
    path,
    user(text("Glaze the bowls")),
    { type: "assistant", message: { role: "assistant", content: text("x".repeat(40_000)) } },
    user([{ type: "tool_result", content: "The user doesn't want to proceed", is_error: true }]),
    user(text("[Request interrupted by user for tool use]"), { interruptedMessageId: "msg_1" }),
    { type: "file-history-snapshot", messageId: "m" },
  );
  await becomes(box, "s1", "attention interrupted");
  const { settled_by, evidence } = await explained(box, "s1");
  expect(settled_by).toBe("transcript");
  // Nothing of what it holds is passed on but that the turn was broken off.
  expect(JSON.stringify(evidence)).not.toContain("Glaze");
  expect(evidence[4]).toMatchObject({ event: "interrupted", message: null });
});

test("Codex's rollout ends a turn that failed without a hook", async () => {
  using box = sandbox();
  const path = await working(box, { name: "codex", adapter: "codex" });
  append(path, codexEvent("task_started"), codexEvent("token_count"), codexEvent("task_complete"));
  await becomes(box, "s1", "attention turn_done");
});

test("Codex's rollout ends a turn that was broken off", async () => {
  using box = sandbox();
  const path = await working(box, { name: "codex", adapter: "codex" });
  append(path, codexEvent("task_started"), codexEvent("turn_aborted", { reason: "interrupted" }));
  await becomes(box, "s1", "attention interrupted");
});

test("the file of the first session of its kind tells of Esc, though nobody asks", async () => {
  using box = sandbox();
  await box.daemon();
  const watcher = await box.connect();
  watcher.write({ cmd: "SUB" });
  const agent = await startAgent(box, { name: "codex", adapter: "codex" });
  const path = `${box.folder}/rollout.jsonl`;
  await agent.hook(
    payload("UserPromptSubmit", { transcript_path: path, turn_id: "t1", model: "m" }),
  );
  await watcher.waitFor("the turn", ({ session }) => session?.status === "working");
  append(path, codexEvent("task_started"), codexEvent("turn_aborted", { reason: "interrupted" }));
  await watcher.waitFor("its end", ({ session }) => session?.reason === "interrupted");
});

test("Codex's rollout of a subagent tells that its dialog was turned down", async () => {
  using box = sandbox();
  await box.daemon();
  const kid = "01a213d6-dc9b-7620-9362-1a6bbb2fd2b9";
  const rollout = (id: string) => `${box.folder}/rollout-2026-11-25T17-52-58-${id}.jsonl`;
  const main = { transcript_path: rollout("01a213d5-fc58-70e2-8da0-5b5344b175c5"), turn_id: "t1" };
  const watcher = await box.connect();
  await watcher.subscribe();
  const agent = await startAgent(box, { name: "codex", adapter: "codex" });
  await agent.hook(payload("UserPromptSubmit", { ...main, model: "m" }));
  const own = { agent_id: kid, agent_type: "default", transcript_path: rollout(kid), model: "m" };
  await agent.hook(payload("SubagentStart", { ...own, turn_id: "t2" }));
  await agent.hook(tool("PermissionRequest", "make", { ...own, turn_id: "t2" }));
  const isAsked = ({ session }: Frame) => session?.status === "question";
  await watcher.waitFor("the question", isAsked);
  append(rollout(kid), codexEvent("task_started"), codexEvent("turn_aborted"));
  const { session } = await watcher.waitFor("its end", (frame) => {
    return frame.session?.status === "working" && frame.session.background === 0;
  });
  expect(session).toMatchObject({ reason: null, background: 0 });
});

test("a transcript that is a pipe holds up nobody and settles nothing", async () => {
  using box = sandbox();
  await box.daemon();
  const transcript = `${box.folder}/transcript.jsonl`;
  Bun.spawnSync(["mkfifo", transcript]);
  const client = await box.connect();
  const silent = { agent_type: "claudecode", source: "hook", at_ms: Date.now() - 60_000 };
  await client.set("s1", "working", { ...silent, transcript });
  expect(await statuses(box)).toEqual({ s1: "working null" });
});

test("a question turned down is found behind all that Gemini writes anew after it", async () => {
  using box = sandbox();
  await box.daemon();
  const path = `${box.folder}/chat.jsonl`;
  const agent = await startAgent(box, { name: "gemini", adapter: "gemini" });
  const about = { transcript_path: path };
  await agent.hook(payload("BeforeAgent", about));
  const details = { type: "exec", title: "Confirm", command: "make" };
  const asks = { ...about, notification_type: "ToolPermission", details };
  await agent.hook(payload("Notification", asks));
  await becomes(box, "s1", "question permission");
  const all = { $set: { messages: ["x".repeat(300_000)] } };
  append(path, { type: "info", content: "Request cancelled." }, all);
  await becomes(box, "s1", "attention interrupted");
});

const result = (tool_use_id: string) =>
  user([{ type: "tool_result", tool_use_id, content: "done" }]);

/** An agent in a turn, and where its transcript will be. */
async function prompted(box: Sandbox) {
  await box.daemon();
  const agent = await startAgent(box);
  const transcript_path = `${box.folder}/transcript.jsonl`;
  await agent.hook(payload("UserPromptSubmit", { transcript_path }));
  return { agent, transcript_path };
}

test("of two that Claude asks for at once, its transcript tells which one was answered", async () => {
  using box = sandbox();
  const { agent, transcript_path } = await prompted(box);
  await agent.hook(tool("PreToolUse", "make a", { transcript_path, tool_use_id: "t1" }));
  await agent.hook(tool("PreToolUse", "make b", { transcript_path, tool_use_id: "t2" }));
  await agent.hook(tool("PermissionRequest", "make a", { transcript_path }));
  await agent.hook(tool("PermissionRequest", "make b", { transcript_path }));
  await says(box, "s1", "question permission", "Bash: make a");
  append(transcript_path, result("t1"));
  await says(box, "s1", "question permission", "Bash: make b");
  append(transcript_path, result("t2"));
  await says(box, "s1", "working null", null);
});

test("what Claude's tool did is no longer said once its transcript has the result", async () => {
  using box = sandbox();
  const { agent, transcript_path } = await prompted(box);
  await agent.hook(tool("PreToolUse", "make", { transcript_path, tool_use_id: "t1" }));
  await says(box, "s1", "working null", "Bash: make");
  append(transcript_path, result("t0"));
  await says(box, "s1", "working null", "Bash: make");
  append(transcript_path, result("t1"));
  await says(box, "s1", "working null", null);
});

test("a result that Claude's transcript has late begins no turn that has ended", async () => {
  using box = sandbox();
  const { agent, transcript_path } = await prompted(box);
  await agent.hook(tool("PreToolUse", "make", { transcript_path, tool_use_id: "t1" }));
  await agent.hook(payload("Stop", { transcript_path }));
  append(transcript_path, result("t1"));
  await agent.hook(tool("PreToolUse", "make", { transcript_path, agent_id: "a1" }));
  expect(await statuses(box)).toEqual({ s1: "attention turn_done" });
});

test("what one subagent was asked about has run: the other's question is shown, though nobody asks", async () => {
  using box = sandbox();
  await box.daemon();
  const watcher = await box.connect();
  watcher.write({ cmd: "SUB" });
  const agent = await startAgent(box);
  const transcript_path = `${box.folder}/s1.jsonl`;
  const folder = `${box.folder}/s1/subagents`;
  fs.mkdirSync(folder, { recursive: true });
  await agent.hook(payload("UserPromptSubmit", { transcript_path }));
  for (const agent_id of ["a1", "a2"]) {
    const about = { transcript_path, agent_id, agent_type: "general-purpose" };
    await agent.hook(payload("SubagentStart", about));
    await agent.hook(tool("PreToolUse", `touch ${agent_id}`, { ...about, tool_use_id: agent_id }));
    await agent.hook(tool("PermissionRequest", `touch ${agent_id}`, about));
  }
  const told = (message: string) =>
    watcher.waitFor(message, ({ session }) => session?.message === message);
  await told("Bash: touch a1");
  const result = [{ type: "tool_result", tool_use_id: "a1", content: "", is_error: false }];
  append(`${folder}/agent-a1.jsonl`, user(result, { isSidechain: true, agentId: "a1" }), {
    ...{ type: "attachment", attachment: { systemPrompt: "x".repeat(60_000) } },
  });
  await told("Bash: touch a2");
});
