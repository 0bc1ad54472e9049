import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { permissionRequested } from "../shape/asking.ts";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  listOf,
  pathOf,
  sessionIdOf,
  textOf,
  timeOf,
} from "../shape/fields.ts";
import { type Rule, type Rules, reportsOf } from "../shape/hook.ts";
import {
  alive,
  failed,
  interrupted,
  isRateLimit,
  prompted,
  subagentStarted,
  subagentStopped,
  toolEnded,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";
import { ASKING_TOOLS } from "../shape/tools.ts";

/** A queued prompt begins 60 ms after the turn before it, on a busy machine later. */
const QUEUE_MS = 500;

// After /clear the next session is in the same process; nothing else tells that.
const began: Rule = (hook) => ({ ...prompted(hook), replaces_pid: true, ...subagentStarted(hook) });

const ended: Rule = (hook) => ({
  ...turnDone(hook),
  hold_ms: QUEUE_MS,
  ...subagentStopped(hook),
});

const toolCalled: Rule = (hook) => {
  const isQuestion = Object.hasOwn(ASKING_TOOLS, textOf(hook.fields, "tool_name") ?? "");
  return isQuestion ? permissionRequested(hook) : toolStarting(hook);
};

const errorRaised: Rule = (hook) => {
  const message = textOf(fieldsOf(fieldOf(hook.fields, "error")), "message", "name");
  const reason = isRateLimit(message ?? "") ? "rate_limited" : "error";
  return { ...failed(message, reason), answers: hook.everything };
};

// Esc in a turn; between turns it is /clear, which ends a session that nobody hears of again.
const shutDown: Rule = (hook) => ({ ...interrupted(hook), only_from: ["working", "question"] });

const RULES: Rules = {
  agent_start: began,
  agent_end: ended,
  agent_error: errorRaised,
  agent_abort: shutDown,
  prompt_submit: prompted,
  tool_call: toolCalled,
  tool_result: toolEnded,
  session_shutdown: shutDown,
};

// As its terminal is closed it breaks the turn off, half a second before it is gone: nobody pressed Esc.
const CLOSING_RULES: Rules = { ...RULES, agent_abort: alive, session_shutdown: alive };

/**
 * Cline CLI (hooks of 3.0.65). Scripts run beside each other, unordered: their
 * time is the payload's. `agent_id` is always there, `parent_agent_id` only of
 * a subagent.
 */
export function report(payload: unknown, { hasTerminal }: HookContext): Report[] {
  const fields = fieldsOf(payload);
  const isChild = textOf(fields, "parent_agent_id") !== undefined;
  const roots = listOf(fields, "workspaceRoots") ?? [];
  const origin = {
    agentType: "cline",
    sessionId: sessionIdOf(fieldsOf(fieldOf(fields, "sessionContext")), "rootSessionId"),
    event: textOf(fields, "hookName"),
    agentId: isChild ? textOf(fields, "agent_id") : undefined,
    workingDir: pathOf(roots[0]),
    atMs: timeOf(fieldOf(fields, "timestamp")),
  };
  return reportsOf(hasTerminal ? RULES : CLOSING_RULES, origin, { ...fields, ...toolIn(fields) });
}

/** The tool as the other agents name it; its first command stands for all of them. */
function toolIn(fields: Fields): Fields {
  const call = fieldsOf(fieldOf(fields, "tool_call") ?? fieldOf(fields, "tool_result"));
  const input = fieldsOf(fieldOf(call, "input"));
  const [command] = listOf(input, "commands") ?? [];
  return {
    tool_name: fieldOf(call, "name"),
    tool_input: typeof command === "string" ? { ...input, command } : input,
  };
}
