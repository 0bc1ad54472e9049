import { describe, expect, test } from "bun:test";
import { records as claudeRecords } from "../../src/agents/claude/records.ts";
import { records as codexRecords } from "../../src/agents/codex/records.ts";
import { records as copilotRecords } from "../../src/agents/copilot/records.ts";
import { records as droidRecords } from "../../src/agents/droid/records.ts";
import type { AgentRecord } from "../../src/agents/facets/records.ts";
import { records as geminiRecords } from "../../src/agents/gemini/records.ts";
import { records as qwenRecords } from "../../src/agents/qwen/records.ts";
import { NOW, RECORD } from "./claude-registry.ts";

const AT = "2026-09-14T17:22:59.304Z";
const MARK = "[Request interrupted by user]";

function claude(...entries: object[]) {
  return claudeRecords.transcript?.standing(lines(entries)) ?? null;
}

function codex(...payloads: object[]) {
  const entries = payloads.map((payload) => ({ type: "event_msg", payload }));
  return codexRecords.transcript?.standing(lines(entries)) ?? null;
}

function gemini(...entries: object[]) {
  return geminiRecords.transcript?.standing(lines(entries)) ?? null;
}

function copilot(...entries: object[]) {
  return copilotRecords.transcript?.standing(lines(entries)) ?? null;
}

function lines(entries: object[]): string[] {
  return [...entries.map((entry) => JSON.stringify({ timestamp: AT, ...entry })), ""];
}

const says = (text: string, more: object = {}) => ({
  type: "user",
  message: { role: "user", content: [{ type: "text", text }] },
  ...more,
});
const interrupted = { atMs: Date.parse(AT), reason: "interrupted", event: "interrupted" };

test("Claude's mark ends a turn in each form it is written in", () => {
  expect(claude(says(MARK))).toMatchObject(interrupted);
  expect(claude(says("[Request interrupted by user for tool use]"))).toMatchObject(interrupted);
  const plain = { type: "user", message: { role: "user", content: MARK } };
  expect(claude(plain)).toMatchObject(interrupted);
  expect(claude({ type: "user", interruptedMessageId: "msg_1" })).toMatchObject(interrupted);
});

test("what stands after Claude's mark and is no turn leaves it standing", () => {
  const after = [
    { type: "file-history-snapshot" },
    { type: "system", subtype: "x" },
    says("<caveat>", { isMeta: true }),
    says("a subagent's", { isSidechain: true }),
    says("<command-name>/cost</command-name>\n<command-message>cost</command-message>"),
    says("<local-command-stdout>0 tokens</local-command-stdout>"),
    { type: "user", message: { content: "<bash-input>ls</bash-input>" } },
    {
      type: "user",
      message: { content: "<bash-stdout></bash-stdout><bash-stderr></bash-stderr>" },
    },
  ];
  for (const entry of after) expect(claude(says(MARK), entry)).toMatchObject(interrupted);
});

test("a turn goes on when anything was said since, or the mark is only quoted", () => {
  expect(claude(says(MARK), says("go on"))).toBeNull();
  expect(claude(says(MARK), { type: "assistant", message: { content: [] } })).toBeNull();
  expect(claude(says(`What does ${MARK} mean?`))).toBeNull();
  expect(claude({ type: "assistant", message: { content: [{ text: MARK }] } })).toBeNull();
});

test("Codex ends a turn by its last word on it, and not by one that another turn replaced", () => {
  const started = { type: "task_started" };
  expect(codex(started, done)).toMatchObject({ reason: "turn_done" });
  expect(codex(started, { type: "turn_complete" })).toMatchObject({ reason: "turn_done" });
  expect(codex(started, { type: "turn_aborted" })).toMatchObject({ reason: "interrupted" });
  expect(codex(done, { type: "token_count" })).toMatchObject({ reason: "turn_done" });
  expect(codex(done, started)).toBeNull();
  expect(codex(done, { type: "user_message" })).toBeNull();
  expect(codex(started, { type: "turn_aborted", reason: "replaced" })).toBeNull();
});

test("Codex's turn that failed says why, and whether that is a limit", () => {
  const failed = (message: string, codex_error_info: unknown) =>
    codex(
      { type: "task_started" },
      { type: "task_complete", error: { message, codex_error_info } },
    );
  const json = '{"error":{"message":"no such model","code":"400"}}';
  expect(failed(json, "other")).toMatchObject({ reason: "error", message: "no such model" });
  const busy = failed("We’re currently experiencing high demand", "internal_server_error");
  expect(busy).toMatchObject({ status: "attention", reason: "error" });
  expect(failed("wait", "usage_limit_exceeded")).toMatchObject({ reason: "rate_limited" });
  const status = { response_too_many_failed_attempts: { http_status_code: 429 } };
  expect(failed("", status)).toMatchObject({ reason: "rate_limited", message: null });
});

const plan = { type: "item_completed", item: { type: "Plan", text: "# The plan\n- one\n" } };
const done = { type: "task_complete" };
const asked = {
  status: "question",
  reason: "plan",
  message: "The plan",
  asks: "main:plan",
} as const;

test("a plan that Codex ends its turn with is a question until the next turn", () => {
  expect(codex({ type: "task_started" }, plan, { type: "token_count" }, done)).toMatchObject(asked);
  expect(codex(plan, done, { type: "task_started" })).toBeNull();
  expect(codex(plan, done, { type: "task_started" }, done)).toMatchObject({ reason: "turn_done" });
  expect(codex({ type: "task_started" }, plan)).toBeNull();
});

test("what Codex's rollout knows of a hook's moment takes the place of what the hook says", () => {
  const amends = codexRecords.transcript?.amends;
  const context = (reviewer: string, mode = "default") => {
    const payload = { approvals_reviewer: reviewer, collaboration_mode: { mode } };
    return JSON.stringify({ type: "turn_context", payload });
  };
  const permission = { status: "question", reason: "permission", message: "Bash: make" } as const;
  const working = { status: "working", reason: null, message: "Bash: make" } as const;
  expect(amends?.read(permission, [context("user"), context("auto_review")])).toEqual(working);
  expect(amends?.read(permission, [context("auto_review"), context("user")])).toBeNull();
  expect(amends?.read(permission, ['{"type":"event_msg"}'])).toBeUndefined();
  const question = { status: "question", reason: "question" } as const;
  expect(amends?.read(question, [context("auto_review", "plan")])).toBeNull();
  expect(amends?.read(question, [context("user")])).toMatchObject({ status: "working" });
  const stop = { status: "attention", reason: "turn_done" } as const;
  const turn = (...payloads: object[]) =>
    payloads.map((payload) => JSON.stringify({ type: "event_msg", payload }));
  expect(amends?.read(stop, turn({ type: "task_started" }, plan))).toEqual(asked);
  expect(amends?.read(stop, turn(plan, { type: "task_started" }))).toBeNull();
});

const cancelled = { type: "info", content: "Request cancelled." };

test("Gemini's chat ends a turn that was cancelled or failed, whatever is written after it", () => {
  expect(gemini(cancelled)).toMatchObject({ status: "attention", reason: "interrupted" });
  const rewritten = { type: "user", content: [{ text: "<session_context>" }, { text: "go" }] };
  expect(gemini(cancelled, { $set: {} }, rewritten)).toMatchObject({ reason: "interrupted" });
  const failed = { type: "error", content: '[API Error: {"error":{"message":"no","code":400}}]' };
  const why = { type: "info", content: "This request failed." };
  expect(gemini(failed, why)).toMatchObject({ reason: "error", message: "no" });
  const limited = { type: "error", content: "[API Error: 429 slow down]" };
  expect(gemini(limited)).toMatchObject({ reason: "rate_limited" });
});

test("Gemini's AfterAgent is amended by what was written just before, and by nothing older", () => {
  const done = { status: "attention", reason: "turn_done" } as const;
  const amends = geminiRecords.transcript?.amends;
  const amended = (...entries: object[]) => amends?.read(done, lines(entries));
  expect(amends?.concerns(done)).toBe(true);
  expect(amends?.concerns({ status: "working" })).toBe(false);
  const set = { $set: { messages: [] } };
  expect(amended(cancelled, set)).toMatchObject({ status: "attention", reason: "interrupted" });
  expect(amended({ type: "error", content: "no" })).toMatchObject({ message: "no" });
  const prompt = { type: "user", content: [{ text: "go on" }] };
  expect(amended(cancelled, prompt, { type: "gemini", content: "done" }, set)).toBeNull();
  expect(amended(cancelled, prompt)).toBeNull();
  expect(amended(set)).toBeUndefined();
});

test("a prompt after Gemini's turn was cancelled begins another", () => {
  const later = new Date(Date.parse(AT) + 2000).toISOString();
  const prompt = { type: "user", content: [{ text: "go on" }], timestamp: later };
  expect(gemini(cancelled, prompt)).toBeNull();
  const result = { ...prompt, content: [{ functionResponse: {} }] };
  expect(gemini(cancelled, result)).toMatchObject({ reason: "interrupted" });
});

const asks = (requestId: string) => ({ type: "permission.requested", data: { requestId } });
const answers = (requestId: string, kind: string) => {
  return { type: "permission.completed", data: { requestId, result: { kind } } };
};

test("Copilot's events tell of an answered permission, unless another one still waits", () => {
  const turn = { type: "assistant.turn_start" };
  const granted = { status: "working", answers: "main:notified" };
  expect(copilot(turn, asks("a"))).toBeNull();
  expect(copilot(turn, asks("a"), answers("a", "approved"))).toMatchObject(granted);
  const denied = answers("a", "denied-interactively-by-user");
  expect(copilot(turn, asks("a"), denied)).toMatchObject(granted);
  expect(copilot(turn, asks("a"), asks("b"), answers("b", "approved"))).toBeNull();
  expect(copilot(asks("a"), answers("a", "approved"), turn)).toBeNull();
  const child = { ...answers("a", "approved"), agentId: "kid" };
  expect(copilot(turn, { ...asks("a"), agentId: "kid" }, child)).toMatchObject(granted);
});

test("Copilot's events end a turn that was broken off or failed, not by a subagent's", () => {
  const abort = { type: "abort", data: { reason: "user_abort" } };
  const cancelled = answers("a", "cancelled");
  expect(copilot(asks("a"), cancelled, abort)).toMatchObject({ reason: "interrupted" });
  const error = { type: "session.error", data: { message: "no", statusCode: 400 } };
  expect(copilot(error)).toMatchObject({ reason: "error", message: "no" });
  const limited = { type: "session.error", data: { statusCode: 429 } };
  expect(copilot(limited)).toMatchObject({ reason: "rate_limited", message: null });
  expect(copilot({ ...error, agentId: "kid" })).toBeNull();
  expect(copilot(abort, { type: "user.message", data: {} })).toBeNull();
  const [begins, ends] = [{ type: "assistant.turn_start" }, { type: "assistant.turn_end" }];
  const checkpoint = { type: "session.usage_checkpoint", data: {} };
  expect(copilot(begins, checkpoint)).toMatchObject({ reason: "interrupted" });
  expect(copilot(begins, ends, checkpoint)).toBeNull();
  expect(copilot(begins, checkpoint, { type: "user.message", data: {} })).toBeNull();
});

test("Qwen's chat tells of a turn that a background agent's end begins, until it is answered", () => {
  const qwen = (...entries: object[]) => qwenRecords.transcript?.standing(lines(entries));
  const woken = { type: "user", subtype: "notification" };
  const answer = { type: "assistant" };
  expect(qwen(answer, woken, { type: "system" })).toMatchObject({ status: "working" });
  expect(qwen(woken, answer)).toBeNull();
  expect(qwen(woken, { type: "user" })).toBeNull();
  expect(qwen({ type: "system" })).toBeUndefined();
});

test("nothing ends a turn in what can't be read", () => {
  const broken = ["", "{", "[]", "null", '"x"', "{}"];
  expect(claudeRecords.transcript?.standing(broken)).toBeUndefined();
  expect(codexRecords.transcript?.standing(broken)).toBeUndefined();
  expect(geminiRecords.transcript?.standing(broken)).toBeUndefined();
  expect(copilotRecords.transcript?.standing(broken)).toBeUndefined();
  expect(copilot({ type: "abort", timestamp: "yesterday" })).toBeNull();
  expect(
    gemini({ type: "error", timestamp: "yesterday" }, { type: "user", content: 1 }),
  ).toBeNull();
  expect(claude(says(MARK, { timestamp: "yesterday" }))).toBeNull();
  expect(claude(says(MARK, { timestamp: "1969-07-20T20:17:40Z" }))).toBeNull();
  expect(claude(says(MARK, { message: null }))).toBeNull();
  expect(claude(says(MARK, { message: { content: [null, 1, { text: 1 }] } }))).toBeNull();
});

const parse = (text: string) => claudeRecords.registry?.parse(text);

function parsed(more: object = {}): AgentRecord | null | undefined {
  return parse(JSON.stringify({ ...RECORD, ...more }));
}

describe("a record of Claude Code's registry", () => {
  test("is read for what it says of the status and of the process, and no more", () => {
    expect(parsed()).toEqual({
      sessionId: "a",
      pid: 7,
      start: "123",
      startedMs: NOW - 100_000,
      workingDir: "/work",
      status: "busy",
      statusMs: NOW - 10,
      tellsDialogs: true,
      waitingFor: null,
      title: null,
      isSpare: false,
      job: null,
      movedTo: null,
    });
  });

  test("tells of every dialog only at a terminal, from the version on that was seen to", () => {
    for (const more of [{ version: "2.1.150" }, { kind: "bg" }, { entrypoint: "sdk-ts" }]) {
      expect(parsed(more)?.tellsDialogs).toBe(false);
    }
  });

  test("of a shell in the background is idle", () => {
    expect(parsed({ status: "shell" })?.status).toBe("idle");
  });

  test("waits for nothing but while it waits, whatever was left in it", () => {
    expect(parsed({ waitingFor: "approve Bash" })?.waitingFor).toBeNull();
    const waiting = { status: "waiting", waitingFor: "approve Bash" };
    expect(parsed(waiting)?.waitingFor).toBe("approve Bash");
  });

  test("of an older version goes by the time it was written", () => {
    expect(parsed({ statusUpdatedAt: undefined })?.statusMs).toBe(NOW);
  });

  test("that says nothing of the status, or nothing we know, is none", () => {
    for (const more of [
      { status: undefined },
      { status: "dreaming" },
      { status: 1 },
      { sessionId: 1 },
      { pid: "7" },
      { pid: -7 },
      { statusUpdatedAt: "now", updatedAt: null },
    ]) {
      expect(parsed(more)).toBeNull();
    }
    for (const text of ["", "null", "[]", "{", '"x"']) expect(parse(text)).toBeNull();
  });
});

const droidMessage = (role: string, text: string, more: object = {}) => ({
  type: "message",
  timestamp: AT,
  message: { role, content: [{ type: "text", text }], ...more },
});
const droidHook = droidMessage("user", "", { visibility: "user_only", hookEventName: "Stop" });
const droidOutcome = (reason: string) => ({ type: "agent_turn_outcome", reason });

test("Droid's Stop is amended by the error that it told its person alone", () => {
  const done = { status: "attention", reason: "turn_done" } as const;
  const amended = (...entries: object[]) =>
    droidRecords.transcript?.amends?.read(done, lines(entries));
  const error = (text: string) => droidMessage("user", text, { visibility: "user_only" });
  expect(amended(error("BYOK Error: 400 no"), droidHook)).toMatchObject({ reason: "error" });
  expect(amended(error("Error: 429 slow down"))).toMatchObject({ reason: "rate_limited" });
  expect(amended(error("Error: 400 no"), droidMessage("assistant", "Done."))).toBeNull();
  expect(amended(error("Switched to another model"))).toBeNull();
  expect(amended(droidHook)).toBeUndefined();
});

test("Droid's outcome of a turn that was cancelled ends it, until the next message", () => {
  const standing = (...entries: object[]) => droidRecords.transcript?.standing(lines(entries));
  const answer = droidMessage("assistant", "Well");
  const cancelled = droidOutcome("cancelled");
  expect(standing(answer, cancelled, droidHook)).toMatchObject({ reason: "interrupted" });
  expect(standing(answer, cancelled, droidMessage("user", "go on"))).toBeNull();
  expect(standing(answer, droidOutcome("completed"))).toBeNull();
  expect(standing(droidHook)).toBeUndefined();
});

test("Copilot's prompt that Esc took back is told by what is rewound, in any turn", () => {
  const of = (type: string, data: object = {}) => ({ type, timestamp: AT, data });
  const standing = (...entries: object[]) => copilotRecords.transcript?.standing(lines(entries));
  const state = { conversation: "main", pendingRewriteSources: ["rewind"] };
  const rewound = of("session.usage_checkpoint", { promptCacheBreakState: [state] });
  const turn = [of("user.message"), of("assistant.turn_start"), of("assistant.turn_end")];
  const interrupted = { status: "attention", reason: "interrupted" };
  expect(standing(of("session.start"), rewound)).toMatchObject(interrupted);
  expect(standing(...turn, rewound)).toMatchObject(interrupted);
  expect(standing(...turn, rewound, of("user.message"))).toBeNull();
  expect(standing(...turn, of("session.usage_checkpoint"))).toBeNull();
});

test("Claude's transcripts tell which calls have ended, in their order, and whose they were", () => {
  const result = (tool_use_id: string, more: object = {}, entry: object = {}) => ({
    type: "user",
    message: { content: [{ type: "tool_result", tool_use_id, content: "x", ...more }] },
    ...entry,
  });
  const ended = claudeRecords.transcript?.ended?.(
    lines([
      { type: "assistant", message: { content: [{ type: "tool_use", id: "t0" }] } },
      result("t1"),
      says('"tool_result"'),
      result("t2", { is_error: false }),
      result("t3", { is_error: true }),
      result("t4", {}, { isSidechain: true }),
      result("t5", {}, { isSidechain: true, agentId: "a1" }),
    ]),
  );
  const atMs = Date.parse(AT);
  expect(ended).toEqual([
    { call: "main:call:t1", atMs },
    { call: "main:call:t2", atMs },
    { call: "main:call:t3", atMs },
    { call: "agent:a1:call:t5", atMs },
  ]);
});
