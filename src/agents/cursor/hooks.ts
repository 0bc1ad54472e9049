import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  listOf,
  pathOf,
  sessionIdOf,
  textOf,
} from "../shape/fields.ts";
import { type Rule, type Rules, reportsOf } from "../shape/hook.ts";
import {
  alive,
  autoCompacting,
  endedOrFailed,
  failed,
  interrupted,
  prompted,
  startedLate,
  toolEnded,
  toolStarting,
  turnDone,
  working,
} from "../shape/rules.ts";

const AGENT_TYPE = "cursor";

const errorOf = (fields: Fields) => textOf(fields, "error_message");

const stopped: Rule = (hook) => {
  const status = textOf(hook.fields, "status");
  if (status === "aborted") return interrupted(hook);
  return status === "error" ? failed(errorOf(hook.fields)) : turnDone(hook);
};

const RULES: Rules = {
  sessionStart: startedLate,
  sessionEnd: endedOrFailed(errorOf),
  beforeSubmitPrompt: prompted,
  preToolUse: toolStarting,
  postToolUse: toolEnded,
  postToolUseFailure: toolEnded,
  afterAgentThought: working,
  afterAgentResponse: working,
  preCompact: autoCompacting,
  // Told apart by no id at their end: nothing to count.
  subagentStart: alive,
  subagentStop: alive,
  stop: stopped,
};

/** Cursor, the editor and cursor-agent (hooks page of 2026-08; measured on 3.7 and 2026.09). */
export function report(payload: unknown, { env }: HookContext): Report[] {
  const fields = fieldsOf(payload);
  // A tool's `cwd` is its own, often empty; the workspace is the session's.
  const roots = listOf(fields, "workspace_roots") ?? [];
  const origin = {
    agentType: AGENT_TYPE,
    sessionId: sessionIdOf(fields, "parent_conversation_id", "conversation_id", "session_id"),
    event: textOf(fields, "hook_event_name"),
    workingDir: pathOf(roots[0], fieldOf(fields, "cwd"), env.CURSOR_PROJECT_DIR),
  };
  return reportsOf(RULES, origin, fields);
}
