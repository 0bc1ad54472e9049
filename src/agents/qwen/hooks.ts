import type { ReadHook } from "../facets/hooks.ts";
import { notified } from "../shape/asking.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import type { Rules } from "../shape/hook.ts";
import { alive } from "../shape/rules.ts";

const RULES: Rules = {
  ...CLAUDE_EVENTS,
  // Unlike Claude's, not known to keep quiet while a dialog is up.
  Notification: notified(["working", "closed"]),
  TodoCreated: alive,
  TodoCompleted: alive,
};

/** Qwen Code (hooks page bundled with 0.24.4): Claude's hooks under its own roof. */
export const report: ReadHook = (payload) => claudeShapedReports("qwen", RULES, payload);
