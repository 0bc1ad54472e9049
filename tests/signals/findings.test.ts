// What others recorded of Claude Code and Codex, through the compiled hook.
import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { payload, tool } from "./payloads.ts";
import { timeline } from "./timeline.ts";

/** The same payload, dated so long ago. */
const ago = (ms: number, event: Frame): Frame => ({ ...event, timestamp: Date.now() - ms });
const notified = (notification_type: string, more: Frame = {}) =>
  payload("Notification", { notification_type, ...more });
const kid = { agent_id: "ag", agent_type: "Explore" };
const turn = { turn_id: "t1", model: "m" };

test("Claude: a subagent that has yet to begin keeps the session at work, too", async () => {
  using box = sandbox();
  const tasks = [{ id: "t1", type: "subagent", status: "pending" }];
  const over = [{ id: "t1", type: "subagent", status: "completed" }];
  const events = [
    payload("UserPromptSubmit"),
    payload("Stop", { background_tasks: tasks }),
    payload("UserPromptSubmit"),
    payload("Stop", { background_tasks: over }),
  ];
  expect(await timeline(box, "claude", events)).toEqual([
    "working null",
    "working background",
    "working null",
    "attention turn_done",
  ]);
});

test("Claude: a teammate's dialog is shown in its lead's terminal", async () => {
  using box = sandbox();
  const events = [payload("UserPromptSubmit"), notified("worker_permission_prompt")];
  expect((await timeline(box, "claude", events)).at(-1)).toBe("question permission");
});

test("Claude: what another session needs is asked of nobody here", async () => {
  using box = sandbox();
  const message = "glaze needs your input: which colour?";
  const events = [payload("UserPromptSubmit"), notified("agent_needs_input", { message })];
  expect((await timeline(box, "claude", events)).at(-1)).toBe("working null");
});

test("Claude: the reminder of a permission comes after the turn has ended, and asks nothing", async () => {
  using box = sandbox();
  const events = [
    ago(9000, payload("UserPromptSubmit")),
    ago(8000, tool("PermissionRequest", "make")),
    ago(7000, tool("PostToolUse", "make")),
    ago(6500, payload("Stop")),
    ago(2000, notified("permission_prompt")),
  ];
  expect((await timeline(box, "claude", events)).slice(3)).toEqual([
    "attention turn_done",
    "attention turn_done",
  ]);
});

test("Claude: a failure that only its transcript's path tells apart is the subagent's", async () => {
  using box = sandbox();
  const failure = (transcript_path: string) =>
    payload("StopFailure", { error: "server_error", transcript_path });
  const events = [
    payload("UserPromptSubmit"),
    failure("/home/ann/.claude/projects/p/s1/subagents/agent-ab12.jsonl"),
    failure("/home/ann/.claude/projects/p/s1.jsonl"),
  ];
  expect((await timeline(box, "claude", events)).slice(1)).toEqual([
    "working null",
    "attention error",
  ]);
});

test("Claude: the main thread and a subagent ask at once, and each answer closes its own", async () => {
  using box = sandbox();
  const events = [
    payload("UserPromptSubmit"),
    tool("PermissionRequest", "make"),
    tool("PermissionRequest", "make", kid),
    tool("PostToolUse", "make"),
    payload("PostToolBatch"),
    payload("UserPromptSubmit"),
    tool("PostToolUse", "make", kid),
  ];
  expect((await timeline(box, "claude", events)).slice(1)).toEqual([
    "question permission",
    "question permission",
    "question permission",
    "question permission",
    "question permission",
    "working null",
  ]);
});

test("Claude: a permission that is delivered after a later event of another thread is open", async () => {
  using box = sandbox();
  const events = [
    ago(3000, payload("UserPromptSubmit")),
    ago(1000, tool("PreToolUse", "ls")),
    ago(2000, tool("PermissionRequest", "make", kid)),
    ago(500, tool("PostToolUse", "make", kid)),
  ];
  expect((await timeline(box, "claude", events)).slice(2)).toEqual([
    "question permission",
    "working null",
  ]);
});

test("Codex: a compaction that its person asks for between turns leaves the turn over", async () => {
  using box = sandbox();
  const manual = { ...turn, trigger: "manual" };
  const events = [
    payload("UserPromptSubmit", turn),
    payload("Stop", turn),
    payload("PreCompact", manual),
    payload("PostCompact", manual),
    payload("UserPromptSubmit", { ...turn, turn_id: "t2" }),
    payload("PreCompact", { ...turn, turn_id: "t2", trigger: "auto" }),
    payload("PostCompact", { ...turn, turn_id: "t2", trigger: "auto" }),
  ];
  expect((await timeline(box, "codex", events)).slice(1)).toEqual([
    "attention turn_done",
    "attention turn_done",
    "attention turn_done",
    "working null",
    "working compacting",
    "working null",
  ]);
});

test("Codex: who is named in the hook decides, whatever the rollout says", async () => {
  for (const [inRollout, inHook, expected] of [
    ["auto_review", "user", "question permission"],
    ["user", "auto_review", "working null"],
    ["auto_review", undefined, "working null"],
  ] as const) {
    using box = sandbox();
    const transcript_path = `${box.folder}/rollout.jsonl`;
    const context = { type: "turn_context", payload: { approvals_reviewer: inRollout } };
    fs.writeFileSync(transcript_path, `${JSON.stringify(context)}\n`);
    const named = inHook === undefined ? {} : { approvals_reviewer: inHook };
    const events = [
      payload("UserPromptSubmit", { ...turn, transcript_path }),
      tool("PermissionRequest", "make", { ...turn, ...named, transcript_path }),
    ];
    expect((await timeline(box, "codex", events)).at(-1)).toBe(expected);
  }
});
