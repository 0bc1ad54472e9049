import { expect, test } from "bun:test";
import { identify } from "../../src/agents/identify.ts";
import { cases } from "./fixtures.ts";

/** The name of the agent that the payload is from. */
function nameOf(...asked: Parameters<typeof identify>): string | undefined {
  return identify(...asked)?.name;
}

const claude = {
  session_id: "s1",
  hook_event_name: "Stop",
  transcript_path: "/home/ada/.claude/projects/kiln/s1.jsonl",
};

for (const name of ["claude", "copilot", "cursor", "droid", "gemini", "grok", "qoder", "qwen"]) {
  test(`${name}: its payloads are known for its own under Claude Code's hook`, () => {
    const all = (cases().get(name) ?? []).filter(({ reports }) => reports.length > 0);
    const wrong = all.filter(({ payload, context }) => {
      const env = { GROK_SESSION_ID: "of an agent outside", ...context?.env };
      return nameOf("claude", payload, env) !== name;
    });
    expect(wrong).toEqual([]);
  });
}

test("a payload with a turn and a model under Claude Code's hook is Codex's", () => {
  const payload = { session_id: "s1", turn_id: "t1", model: "m", transcript_path: null };
  expect(nameOf("claude", payload, {})).toBe("codex");
});

test("Cursor's payload under Claude Code's hook is Cursor's", () => {
  expect(nameOf("claude", { ...claude, cursor_version: "3.20.1" }, {})).toBe("cursor");
});

test("Claude Code in a terminal of Cursor stays Claude Code", () => {
  const env = { CURSOR_VERSION: "3.20.1", DROID_PROJECT_DIR: "/x", GROK_SESSION_ID: "g" };
  expect(nameOf("claude", claude, env)).toBe("claude");
});

test("Claude Code with a folder of its own for its settings stays Claude Code", () => {
  const payload = { ...claude, transcript_path: "/srv/agents/one/projects/kiln/s1.jsonl" };
  const env = { CLAUDE_CONFIG_DIR: "/srv/agents/one", QWEN_PROJECT_DIR: "/x" };
  expect(nameOf("claude", payload, env)).toBe("claude");
});

test("where the payload says nothing, the hook's own variables do", () => {
  const payload = { session_id: "s1", hook_event_name: "Stop" };
  expect(nameOf("claude", payload, { CURSOR_VERSION: "3" })).toBe("cursor");
  expect(nameOf("claude", payload, { DROID_PROJECT_DIR: "/x" })).toBe("droid");
  expect(nameOf("claude", payload, { QWEN_PROJECT_DIR: "/x", GEMINI_SESSION_ID: "g" })).toBe(
    "qwen",
  );
  const both = { CLAUDE_PROJECT_DIR: "/x", QODER_PROJECT_DIR: "/x" };
  expect(nameOf("claude", payload, both)).toBe("qoder");
  expect(nameOf("claude", payload, { GEMINI_SESSION_ID: "g" })).toBe("gemini");
  expect(nameOf("cursor", payload, { GROK_HOOK_EVENT: "stop" })).toBe("grok");
  expect(nameOf("claude", payload, {})).toBe("claude");
});

test("Grok's payload under Cursor's hook is Grok's", () => {
  const payload = { sessionId: "g1", hookEventName: "pre_tool_use" };
  expect(nameOf("cursor", payload, {})).toBe("grok");
});

test("Grok's payload is Grok's however it spells its events", () => {
  const payload = { sessionId: "g1", timestamp: "2026-10-04T10:00:00Z", cwd: "/work" };
  for (const hookEventName of ["PreToolUse", "pre_tool_use"]) {
    expect(nameOf("claude", { ...payload, hookEventName }, {})).toBe("grok");
  }
  expect(nameOf("claude", { ...payload, workspaceRoot: "/work" }, {})).toBe("grok");
  expect(nameOf("claude", payload, { GROK_SESSION_ID: "g1" })).toBe("grok");
  expect(nameOf("claude", payload, { GROK_SESSION_ID: "another" })).toBe("copilot");
});

test("a dated payload without a transcript under Claude Code's hook is Copilot's", () => {
  const payload = { session_id: "s1", hook_event_name: "Stop", timestamp: "2026-10-04T10:00:00Z" };
  expect(nameOf("claude", payload, {})).toBe("copilot");
  expect(nameOf("claude", { ...payload, transcript_path: null }, {})).toBe("claude");
});

test("a hook that nobody borrows keeps its name", () => {
  expect(nameOf("opencode", { cursor_version: "3" }, { CURSOR_VERSION: "3" })).toBe("opencode");
  expect(nameOf("nobody", {}, {})).toBeUndefined();
});
