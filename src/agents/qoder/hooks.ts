import type { ReadHook } from "../facets/hooks.ts";
import { notified } from "../shape/asking.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { fieldOf, fieldsOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { toolKey, toolLine } from "../shape/tools.ts";

// As in Qwen Code, its idle prompt follows each turn, also one that Esc has ended.
const told = notified(["working", "closed"]);

// It comes as the dialog shows, and names the call: the question of that call.
const notification: Rule = (hook) => {
  const said = told(hook);
  const details = fieldsOf(fieldOf(hook.fields, "details"));
  const name = textOf(details, "toolName");
  if (said?.status !== "question" || name === undefined) return said;
  const input = fieldsOf(fieldOf(details, "input"));
  return { ...said, message: toolLine(name, input), asks: hook.scope + toolKey(name, input) };
};

const RULES: Rules = { ...CLAUDE_EVENTS, Notification: notification };

/** Qoder CLI (code of 1.1.52): Claude's hooks under its own roof. */
export const report: ReadHook = (payload) => claudeShapedReports("qoder", RULES, payload);
