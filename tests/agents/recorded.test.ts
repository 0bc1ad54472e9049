import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parsePayload } from "../../src/agents/shape/payload.ts";
import { Report } from "../../src/protocol/session.ts";
import { reportsOf } from "./fixtures.ts";

// Other people's data: beside the project where somebody has it, never in it.
const FOLDER = [1, 2, 3]
  .map((up) => join(import.meta.dir, "../..", "../".repeat(up), "shared/facts/payloads"))
  .find(existsSync);

const EXPECTED: Readonly<Record<string, string>> = {
  "claude/Notification-1": "question permission",
  "claude/PermissionRequest-1": "question question",
  "claude/PostToolUse-1": "working",
  "claude/PreToolUse-1": "question question",
  "claude/SessionEnd-1": "closed replaced",
  "claude/SessionStart-1": "attention started",
  "claude/Stop-1": "attention turn_done",
  "claude/Stop-2": "working background",
  "claude/UserPromptSubmit-1": "working",
  "codex/PermissionRequest-1": "question permission",
  "codex/SessionStart-1": "attention started",
  "codex/Stop-1": "attention turn_done",
  "codex/UserPromptSubmit-1": "working",
  "copilot/notification-1": "question permission",
  "cursor/stop-1": "attention turn_done",
  "droid/SessionStart-1": "attention started",
  "droid/Stop-1": "attention turn_done",
  "gemini/AfterAgent-1": "attention turn_done",
  "gemini/BeforeAgent-1": "working",
  "gemini/Notification-1": "question permission",
  "opencode/permission.asked-1": "question permission",
  "opencode/session.created-1": "attention started",
  "opencode/session.idle-1": "attention turn_done",
};

describe.if(FOLDER !== undefined)("a recorded payload says what happened", () => {
  const folder = FOLDER ?? "";
  const agents = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  for (const { name: agent } of agents.filter((entry) => entry.isDirectory())) {
    for (const file of readdirSync(join(folder, agent))) {
      const name = `${agent}/${file.replace(/\.json$/, "")}`;
      test(name, () => {
        const payload = parsePayload(readFileSync(join(folder, agent, file)));
        // One was cut down by its origin to what it shows, without its session.
        const whole = { session_id: "cut", ...Object(payload) };
        const reports = reportsOf(agent, whole);
        expect(reports.map((report) => v.safeParse(Report, report).success)).toEqual([true]);
        const { status, reason } = reports[0] ?? {};
        expect([status, reason].filter(Boolean).join(" ")).toBe(EXPECTED[name] ?? "unexpected");
      });
    }
  }
});
