import type { Report } from "../../protocol/session.ts";
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

const errorOf = (fields: Fields) => {
  const error = fieldOf(fields, "error");
  return typeof error === "string" ? error : textOf(fieldsOf(error), "message", "name");
};

// A recoverable one is retried, and may as well happen between turns.
const errorOccurred: Rule = ({ fields }) => {
  return fieldOf(fields, "recoverable") === false ? failed(errorOf(fields)) : {};
};

const RULES: Rules = {
  SessionStart: startedLate,
  SessionEnd: endedOrFailed(errorOf),
  UserPromptSubmit: prompted,
  UserPromptTransformed: prompted,
  PreToolUse: toolStartingOrAsking,
  PostToolUse: notifiedToolEnded,
  PostToolUseFailure: notifiedToolEnded,
  PreCompact: autoCompacting,
  // No agent_idle: it is a background agent's, not the session's.
  Notification: notified(["working", "closed"]),
  SubagentStart: subagentStarted,
  SubagentStop: subagentStopped,
  ErrorOccurred: errorOccurred,
  // Also at the end of a turn that failed: the error stays.
  Stop: (hook) => ({ ...turnDone(hook), only_from: ["working", "question", "closed"] }),
  // Asked of every tool before the rules are: not a prompt.
  PermissionRequest: alive,
};

const RENAMED: Readonly<Record<string, string>> = {
  AgentStop: "Stop",
  UserPromptSubmitted: "UserPromptSubmit",
};

/** GitHub Copilot CLI (hooks reference of 2026, SDK 1.0.14; measured on 1.0.78 and 1.0.83). */
export function report(payload: unknown): Report[] {
  const fields = snakeCased(fieldsOf(payload));
  const name = textOf(fields, "hook_event_name") ?? inferredEvent(fields);
  if (name === undefined) return [];
  const pascal = name.charAt(0).toUpperCase() + name.slice(1);
  const event = Object.hasOwn(RENAMED, pascal) ? RENAMED[pascal] : pascal;
  const input = fieldOf(fields, "tool_input") ?? fieldOf(fields, "tool_args");
  return claudeShapedReports("copilot", RULES, {
    ...fields,
    hook_event_name: event,
    // Only its end has an id, its start just the name.
    agent_id: fieldOf(fields, "agent_name"),
    tool_input: typeof input === "string" ? parsePayload(input) : input,
  });
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
