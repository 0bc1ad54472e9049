import type { ReadHook } from "../facets/hooks.ts";
import { notified, permissionRequested } from "../shape/asking.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { batchEnded, claudeShapedReports } from "../shape/claude-shaped.ts";
import { fieldOf, fieldsOf, listOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { alive, prompted, toolOf } from "../shape/rules.ts";
import { toolKey, toolLine } from "../shape/tools.ts";

/** By then what ended the turn has told of itself, where anything did. */
const IDLE_MS = 300;
/** By then a background agent was denied what it can't ask for (0.24.4: 0.12 s). */
const DENIED_MS = 600;

const needsPerson = notified([]);

// After every tool the turn goes on with an empty prompt.
const turnStarted: Rule = (hook) => {
  if (textOf(hook.fields, "prompt") !== undefined) return prompted(hook);
  return { status: "working", reason: null, message: null, continues: true };
};

// The approval comes first: what it asked for has been granted.
const toolBegins: Rule = ({ fields, scope }) => {
  const { name, input } = toolOf(fields);
  const answers = scope + toolKey(name, input);
  return { status: "working", reason: null, message: toolLine(name, input), answers };
};

const permissionAsked: Rule = (hook) => {
  const asked = permissionRequested(hook);
  return hook.scope === "main:" ? asked : { ...asked, hold_ms: DENIED_MS };
};

// Esc and No at a dialog end the turn, unless another call of the batch has run: its model
// is told of both then (0.24.4). Where Esc ended that one, the idle prompt tells.
const batchFinished: Rule = (hook) => {
  const calls = listOf(hook.fields, "tool_calls")?.map(fieldsOf) ?? [];
  const isCancelled = calls.every((call) => fieldOf(call, "status") === "cancelled");
  if (!isCancelled || calls.length === 0) return batchEnded(hook);
  const answers = `${hook.scope}*`;
  return { status: "attention", reason: "interrupted", message: null, answers };
};

// Soon after every turn, also one that Esc ended, of which nothing else may tell.
const notifiedHere: Rule = (hook) => {
  if (textOf(hook.fields, "notification_type") !== "idle_prompt") return needsPerson(hook);
  return {
    status: "attention",
    reason: "interrupted",
    message: null,
    only_from: ["working"],
    // Of a turn whose background agents have ended since, and that is woken.
    continues: true,
    unless_background: true,
    hold_ms: IDLE_MS,
  };
};

const RULES: Rules = {
  ...CLAUDE_EVENTS,
  UserPromptSubmit: turnStarted,
  PreToolUse: toolBegins,
  PermissionRequest: permissionAsked,
  PostToolBatch: batchFinished,
  Notification: notifiedHere,
  TodoCreated: alive,
  TodoCompleted: alive,
};

/** Qwen Code (hooks page and payloads of 0.24.4): Claude's hooks under its own roof. */
export const report: ReadHook = (payload) => claudeShapedReports("qwen", RULES, payload);
