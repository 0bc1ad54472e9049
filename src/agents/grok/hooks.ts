import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { notified } from "../shape/asking.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { claudeShapedReports, stopped } from "../shape/claude-shaped.ts";
import { fieldOf, fieldsOf, snakeCased, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import {
  alive,
  autoCompacting,
  interrupted,
  notifiedToolEnded,
  toolStarting,
} from "../shape/rules.ts";

// It stops once more, for another reason, when its session ends.
const turnStopped: Rule = (hook) => {
  return (textOf(hook.fields, "reason") ?? "end_turn") === "end_turn" ? stopped(hook) : {};
};

const RULES: Rules = {
  ...CLAUDE_EVENTS,
  PreToolUse: toolStarting,
  PostToolUse: notifiedToolEnded,
  PostToolUseFailure: notifiedToolEnded,
  PermissionDenied: notifiedToolEnded,
  Notification: notified(["working", "closed"]),
  Stop: turnStopped,
  StopCancelled: interrupted,
  PreCompact: autoCompacting,
  PostCompact: alive,
};

/**
 * Grok Build, which runs the hooks of Claude Code and Cursor (docs.x.ai, Hooks,
 * read 2026-09): its payloads reach us through theirs. Keys are camelCase,
 * event names snake_case.
 */
export function report(payload: unknown, { env }: HookContext): Report[] {
  const fields = snakeCased(fieldsOf(payload));
  const event = textOf(fields, "hook_event_name") ?? env.GROK_HOOK_EVENT;
  return claudeShapedReports("grok", RULES, {
    ...fields,
    hook_event_name: event?.replace(/(^|_)([a-z])/g, (_, __, letter: string) => {
      return letter.toUpperCase();
    }),
    session_id: fieldOf(fields, "session_id") ?? env.GROK_SESSION_ID,
    agent_id: textOf(fields, "agent_id", "subagent_id", "subagent_type"),
    trigger: fieldOf(fields, "trigger") ?? fieldOf(fields, "source"),
  });
}
