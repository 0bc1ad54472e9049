import { expect, test } from "bun:test";
import { reportsOf } from "./fixtures.ts";
import { timeline } from "./timeline.ts";

type Payload = Record<string, unknown>;

/** What shows after each payload: status and reason, e.g. `question permission`. */
function shown(name: string, payloads: readonly Payload[]): string[] {
  const steps = payloads.map((payload) => reportsOf(name, payload));
  expect(steps.map(({ length }) => length)).toEqual(payloads.map(() => 1));
  return timeline(steps.flat());
}

const claude = (event: string, fields: Payload = {}) => ({
  session_id: "s1",
  transcript_path: "/home/ada/.claude/projects/kiln/s1.jsonl",
  cwd: "/home/ada/kiln",
  hook_event_name: event,
  ...fields,
});
const tool = (event: string, command: string, fields: Payload = {}) => {
  return claude(event, { tool_name: "Bash", tool_input: { command }, ...fields });
};
const asking = (event: string, input: Payload = {}) => {
  const questions = [{ question: "How hot?" }];
  return claude(event, { tool_name: "AskUserQuestion", tool_input: { questions, ...input } });
};
const running = [{ id: "ag", type: "subagent", status: "running" }];
const agent = { agent_id: "ag", agent_type: "Explore" };
const notification = (type: string) => claude("Notification", { notification_type: type });

test("Codex: a question lasts from the dialog to the tool's end, and an interrupt ends it", () => {
  const events = [
    { hook_event_name: "SessionStart", source: "startup" },
    { hook_event_name: "UserPromptSubmit", prompt: "x" },
    { hook_event_name: "Stop" },
    { hook_event_name: "UserPromptSubmit", prompt: "y" },
    { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "make" } },
    {
      hook_event_name: "PermissionRequest",
      tool_name: "Bash",
      tool_input: { command: "make", description: "Glaze" },
    },
    { hook_event_name: "PostToolUse", tool_name: "Bash", tool_input: { command: "make" } },
    { hook_event_name: "Stop" },
    { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "rm x" } },
    { hook_event_name: "PermissionRequest", tool_name: "Bash", tool_input: { command: "rm x" } },
    { hook_event_name: "Interrupt" },
    { hook_event_name: "SessionEnd", reason: "other" },
  ].map((event) => ({ session_id: "c1", cwd: "/home/ada/kiln", transcript_path: "/x", ...event }));
  expect(shown("codex", events)).toEqual([
    "attention started",
    "working",
    "attention turn_done",
    "working",
    "working",
    "question permission",
    "working",
    "attention turn_done",
    "working",
    "question permission",
    "attention interrupted",
    "closed ended",
  ]);
});

test("Claude: an idle prompt a minute after an error leaves the error standing", () => {
  const events = [
    claude("UserPromptSubmit"),
    claude("StopFailure", { error: "server_error" }),
    notification("idle_prompt"),
    claude("UserPromptSubmit"),
  ];
  expect(shown("claude", events)).toEqual([
    "working",
    "attention error",
    "attention error",
    "working",
  ]);
});

test("Claude: after Esc the idle prompt ends the work that nothing else ends", () => {
  const events = [
    claude("UserPromptSubmit"),
    tool("PostToolUse", "make"),
    notification("idle_prompt"),
  ];
  expect(shown("claude", events)).toEqual(["working", "working", "attention idle"]);
});

test("Claude: a permission turned down without a word is over at the idle prompt", () => {
  const events = [tool("PermissionRequest", "rm x"), notification("idle_prompt")];
  expect(shown("claude", events)).toEqual(["question permission", "attention idle"]);
});

test("Claude: a permission turned down with a word is over when the batch is settled", () => {
  const events = [
    tool("PreToolUse", "rm x"),
    tool("PermissionRequest", "rm x"),
    claude("PostToolBatch", { tool_calls: [] }),
    tool("PreToolUse", "mv x y"),
  ];
  expect(shown("claude", events)).toEqual(["working", "question permission", "working", "working"]);
});

test("Claude: the end of a parallel tool does not close another tool's question", () => {
  const events = [
    tool("PreToolUse", "make"),
    tool("PreToolUse", "rm x"),
    tool("PermissionRequest", "rm x"),
    tool("PostToolUse", "make"),
    tool("PostToolUse", "rm x"),
  ];
  expect(shown("claude", events)).toEqual([
    "working",
    "working",
    "question permission",
    "question permission",
    "working",
  ]);
});

test("Claude: a question asked twice is open once, and its answer closes it", () => {
  const events = [
    asking("PreToolUse"),
    asking("PermissionRequest"),
    asking("PostToolUse", { answers: { "How hot?": "1200" } }),
  ];
  expect(shown("claude", events)).toEqual(["question question", "question question", "working"]);
});

test("Claude: the late notification of a permission opens no second question", () => {
  const events = [
    tool("PermissionRequest", "make"),
    notification("permission_prompt"),
    tool("PostToolUse", "make"),
  ];
  expect(shown("claude", events)).toEqual([
    "question permission",
    "question permission",
    "working",
  ]);
});

test("Claude: a notification alone asks, and the batch's end or the next tool settles it", () => {
  for (const settled of [claude("PostToolBatch", { tool_calls: [] }), tool("PreToolUse", "make")]) {
    const events = [claude("UserPromptSubmit"), notification("permission_prompt"), settled];
    expect(shown("claude", events)).toEqual(["working", "question permission", "working"]);
  }
});

test("Claude: a late SubagentStop after Stop ends the work in the background", () => {
  const events = [
    claude("UserPromptSubmit"),
    claude("SubagentStart", agent),
    claude("Stop", { background_tasks: running, session_crons: [] }),
    claude("SubagentStop", { ...agent, background_tasks: [], session_crons: [] }),
  ];
  expect(shown("claude", events)).toEqual([
    "working",
    "working",
    "working background",
    "attention turn_done",
  ]);
});

test("Claude: a subagent's permission blocks the session, whatever the main thread does", () => {
  const events = [
    claude("UserPromptSubmit"),
    tool("PermissionRequest", "rm x", agent),
    tool("PostToolUse", "make"),
    claude("PostToolBatch", { tool_calls: [] }),
    claude("Stop", { background_tasks: running, session_crons: [] }),
    tool("PostToolUse", "rm x", agent),
  ];
  expect(shown("claude", events)).toEqual([
    "working",
    "question permission",
    "question permission",
    "question permission",
    "question permission",
    "working background",
  ]);
});

test("Claude: a subagent that ends takes its question with it", () => {
  const events = [
    claude("UserPromptSubmit"),
    tool("PermissionRequest", "rm x", agent),
    claude("SubagentStop", agent),
  ];
  expect(shown("claude", events)).toEqual(["working", "question permission", "working"]);
});

test("Claude: a stop of a subagent does not end the session's turn", () => {
  const events = [claude("UserPromptSubmit"), claude("Stop", agent)];
  expect(shown("claude", events)).toEqual(["working", "working"]);
});

test("Claude: a shell command of the user's own shows as a finished turn", () => {
  expect(shown("claude", [claude("Stop", { background_tasks: [] })])).toEqual([
    "attention turn_done",
  ]);
});

test("Claude: compacting in the middle of a turn leaves an open question open", () => {
  const events = [
    tool("PermissionRequest", "make", agent),
    claude("PreCompact", { trigger: "auto" }),
    claude("SessionStart", { source: "compact" }),
    claude("PostCompact", { trigger: "auto" }),
  ];
  expect(new Set(shown("claude", events))).toEqual(new Set(["question permission"]));
});

test("Copilot: an unanswered permission does not outlive the next prompt", () => {
  const copilot = (fields: Payload) => ({ sessionId: "g1", cwd: "/home/ada/kiln", ...fields });
  const events = [
    copilot({ prompt: "x" }),
    copilot({ notification_type: "permission_prompt", message: "Run make?" }),
    copilot({ prompt: "y" }),
    copilot({ stopReason: "end_turn" }),
  ];
  expect(shown("copilot", events)).toEqual([
    "working",
    "question permission",
    "working",
    "attention turn_done",
  ]);
});

test("Copilot: a start that comes after the prompt does not end the work", () => {
  const events = [
    { sessionId: "g1", prompt: "x" },
    { sessionId: "g1", source: "startup", initialPrompt: "x" },
  ];
  expect(shown("copilot", events)).toEqual(["working", "working"]);
});

test("Copilot: the stop after an error leaves the error standing", () => {
  const error = { message: "no model", name: "E" };
  const events = [
    { sessionId: "g1", prompt: "x" },
    { sessionId: "g1", error, errorContext: "model_call", recoverable: false },
    { sessionId: "g1", stopReason: "end_turn" },
  ];
  expect(shown("copilot", events)).toEqual(["working", "attention error", "attention error"]);
});

test("OpenCode: the idle that follows an error or an abort leaves it standing until busy", () => {
  const event = (type: string, properties: Payload) => ({
    type,
    properties: { sessionID: "ses_1", ...properties },
  });
  const events = [
    event("session.status", { status: { type: "busy" } }),
    event("session.error", { error: { name: "APIError", data: { message: "x" } } }),
    event("session.idle", {}),
    event("session.status", { status: { type: "busy" } }),
    event("session.error", { error: { name: "MessageAbortedError", data: {} } }),
    event("session.status", { status: { type: "idle" } }),
    event("session.status", { status: { type: "busy" } }),
    event("session.idle", {}),
  ];
  expect(shown("opencode", events)).toEqual([
    "working",
    "attention error",
    "attention error",
    "working",
    "attention interrupted",
    "attention interrupted",
    "working",
    "attention turn_done",
  ]);
});

test("OpenCode: a child's permission shows on its parent until the reply, its idle never", () => {
  const event = (type: string, sessionID: string, properties: Payload = {}) => ({
    type,
    properties: { sessionID, ...properties },
    ...(sessionID === "ses_kid" && { parent: "ses_1" }),
  });
  const events = [
    event("session.status", "ses_1", { status: "busy" }),
    event("permission.asked", "ses_kid", { id: "per_1", permission: "bash", patterns: ["rm x"] }),
    event("session.status", "ses_1", { status: "busy" }),
    event("permission.replied", "ses_kid", { requestID: "per_1", reply: "once" }),
    event("session.idle", "ses_kid"),
  ];
  expect(shown("opencode", events)).toEqual([
    "working",
    "question permission",
    "question permission",
    "working",
    "working",
  ]);
});

test("Gemini: a granted tool ends the question as it starts", () => {
  const gemini = (event: string, fields: Payload = {}) => ({
    session_id: "gm1",
    hook_event_name: event,
    ...fields,
  });
  const details = { type: "exec", title: "Confirm", command: "make" };
  const call = { tool_name: "run_shell_command", tool_input: { command: "make" } };
  const events = [
    gemini("BeforeAgent"),
    gemini("Notification", { notification_type: "ToolPermission", details }),
    gemini("BeforeTool", call),
    gemini("AfterTool", call),
    gemini("AfterAgent"),
  ];
  expect(shown("gemini", events)).toEqual([
    "working",
    "question permission",
    "working",
    "working",
    "attention turn_done",
  ]);
});

test("Droid: a granted tool's end settles the notification that asked for it", () => {
  const droid = (event: string, fields: Payload = {}) => ({
    session_id: "d1",
    hook_event_name: event,
    tool_name: "Execute",
    tool_input: { command: "make" },
    ...fields,
  });
  const events = [
    droid("UserPromptSubmit"),
    droid("PreToolUse"),
    droid("Notification", { notification_type: "permission_prompt" }),
    droid("PostToolUse"),
    droid("Stop"),
  ];
  expect(shown("droid", events)).toEqual([
    "working",
    "working",
    "question permission",
    "working",
    "attention turn_done",
  ]);
});

test("pi: a prompt to the user blocks until it is answered", () => {
  const pi = (event: string, fields: Payload = {}) => ({ event, session_id: "p1", ...fields });
  const events = [
    pi("agent_start"),
    pi("ui_prompt_start", { title: "Run make?" }),
    pi("tool_execution_end", { tool_name: "read" }),
    pi("ui_prompt_end"),
    pi("agent_settled", { aborted: true }),
  ];
  expect(shown("pi", events)).toEqual([
    "working",
    "question question",
    "question question",
    "working",
    "attention interrupted",
  ]);
});

test("Qwen: No at one dialog of several ends the turn only where nothing of the batch has run", () => {
  const batch = (...statuses: string[]) => [
    tool("PermissionRequest", "make"),
    tool("PreToolUse", "make"),
    tool("PermissionRequest", "rm x"),
    claude("PostToolBatch", { tool_calls: statuses.map((status) => ({ status })) }),
  ];
  const asked = ["question permission", "working", "question permission"];
  expect(shown("qwen", batch("success", "cancelled"))).toEqual([...asked, "working"]);
  expect(shown("qwen", batch("cancelled", "cancelled"))).toEqual([
    ...asked,
    "attention interrupted",
  ]);
});
