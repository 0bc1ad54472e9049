import type { Report } from "../../protocol/session.ts";
import type { Env, HookContext } from "../facets/hooks.ts";
import { notified, toolStartingOrAsking } from "../shape/asking.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { type Fields, fieldOf, fieldsOf, snakeCased, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { parsePayload } from "../shape/payload.ts";
import {
  alive,
  autoCompacting,
  endedOrFailed,
  failed,
  notifiedToolEnded,
  prompted,
  startedLate,
  subagentStarted,
  subagentStopped,
  turnDone,
} from "../shape/rules.ts";

/** Between a Stop and the next UserPromptSubmit 1.0.102 was seen to take 0.44 s. */
const QUEUED_MS = 700;

const errorOf = (fields: Fields) => {
  const error = fieldOf(fields, "error");
  return typeof error === "string" ? error : textOf(fieldsOf(error), "message", "name");
};

// A recoverable one is retried, and may as well happen between turns.
const errorOccurred: Rule = ({ fields }) => {
  return fieldOf(fields, "recoverable") === false ? failed(errorOf(fields)) : {};
};

// Since 1.0.102 only with the first prompt, or the first after a resumption.
const began: Rule = (hook) => {
  const start = startedLate(hook);
  const isPrompted = textOf(hook.fields, "initial_prompt") !== undefined;
  return isPrompted ? { ...start, status: "working", reason: null } : start;
};

// The dialog of ask_user is told of twice, in any order.
const toolFinished: Rule = (hook) => {
  const isAsking = textOf(hook.fields, "tool_name") === "AskUserQuestion";
  const change = notifiedToolEnded(hook);
  return isAsking ? { ...change, answers: `${hook.scope}*` } : change;
};

// Also at the end of a turn that failed: the error stays. A prompt that was queued
// begins its own turn right after it, of which nothing tells before.
const turnStopped: Rule = (hook) => {
  return { ...turnDone(hook), only_from: ["working", "question", "closed"], hold_ms: QUEUED_MS };
};

const RULES: Rules = {
  SessionStart: began,
  SessionEnd: endedOrFailed(errorOf),
  UserPromptSubmit: prompted,
  UserPromptTransformed: prompted,
  PreToolUse: toolStartingOrAsking,
  PostToolUse: toolFinished,
  PostToolUseFailure: toolFinished,
  PreCompact: autoCompacting,
  // No agent_idle: it is a background agent's, not the session's.
  Notification: notified(["working", "closed"]),
  SubagentStart: subagentStarted,
  SubagentStop: subagentStopped,
  ErrorOccurred: errorOccurred,
  Stop: turnStopped,
  // Asked of every tool before the rules are: not a prompt.
  PermissionRequest: alive,
};

const RENAMED: Readonly<Record<string, string>> = {
  AgentStop: "Stop",
  UserPromptSubmitted: "UserPromptSubmit",
};

/**
 * GitHub Copilot CLI (hooks reference of 2026, SDK 1.0.14; payloads of 1.0.102).
 * Most of its payloads do not name the file of events, so its place is worked out.
 */
export function report(payload: unknown, { env }: HookContext): Report[] {
  const fields = snakeCased(fieldsOf(payload));
  const name = textOf(fields, "hook_event_name") ?? inferredEvent(fields);
  if (name === undefined) return [];
  const pascal = name.charAt(0).toUpperCase() + name.slice(1);
  const event = Object.hasOwn(RENAMED, pascal) ? RENAMED[pascal] : pascal;
  const input = fieldOf(fields, "tool_input") ?? fieldOf(fields, "tool_args");
  const thread = threadOf(fields);
  return claudeShapedReports("copilot", RULES, {
    ...fields,
    ...thread,
    hook_event_name: event,
    transcript_path: fieldOf(fields, "transcript_path") ?? eventsOf(thread.session_id, env),
    tool_input: typeof input === "string" ? parsePayload(input) : input,
  });
}

// A subagent's own events bear its id as the session's, those about it its parent's.
// Before 1.0.102 its start had just a name, its end an id too.
function threadOf(fields: Fields) {
  const parent = fieldOf(fields, "parent_agent_id");
  const agent_id = fieldOf(fields, parent === undefined ? "agent_name" : "agent_id");
  return { session_id: parent ?? fieldOf(fields, "session_id"), agent_id };
}

function eventsOf(id: unknown, env: Env): string | undefined {
  const folder = env.COPILOT_HOME ?? (env.HOME && `${env.HOME}/.copilot`);
  if (!folder || typeof id !== "string" || !/^[\w-]+$/.test(id)) return undefined;
  return `${folder}/session-state/${id}/events.jsonl`;
}

// Registered under its camelCase name, an event does not say which it is.
function inferredEvent(fields: Fields): string | undefined {
  const has = (name: string) => Object.hasOwn(fields, name);
  if (has("notification_type")) return "Notification";
  if (has("tool_name")) {
    if (has("tool_result")) return "PostToolUse";
    if (has("error")) return "PostToolUseFailure";
    // Else it may be a permission request, which looks the same.
    return textOf(fields, "tool_name") === "ask_user" ? "PreToolUse" : "PermissionRequest";
  }
  if (has("error_context")) return "ErrorOccurred";
  if (has("stop_reason")) return has("agent_name") ? "SubagentStop" : "Stop";
  if (has("agent_name")) return "SubagentStart";
  if (has("trigger")) return "PreCompact";
  if (has("prompt")) return "UserPromptSubmit";
  if (has("source")) return "SessionStart";
  return has("reason") ? "SessionEnd" : undefined;
}
