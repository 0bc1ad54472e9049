import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { asName, fieldOf, fieldsOf, pathOf, sessionIdOf, textOf } from "../shape/fields.ts";
import { type Rules, reportsOf } from "../shape/hook.ts";
import { prompted, startedLate, toolEnded, toolStarting, turnDone } from "../shape/rules.ts";

const AGENT_TYPE = "kiro";

// Version 3 names its triggers in PascalCase.
const RULES: Rules = {
  agentSpawn: startedLate,
  sessionStart: startedLate,
  userPromptSubmit: prompted,
  preToolUse: toolStarting,
  postToolUse: toolEnded,
  stop: turnDone,
};

/** Kiro CLI and Amazon Q CLI (2.6 and 2.12 measured; hook files of version 3 as documented). */
export function report(payload: unknown, { env, processName }: HookContext): Report[] {
  const fields = fieldsOf(payload);
  const event = textOf(fields, "hook_event_name", "trigger", "event");
  if (event === undefined) return [];
  const origin = {
    agentType: AGENT_TYPE,
    // Only some versions and modes send an id; then one process is one session.
    sessionId:
      sessionIdOf(fields, "session_id") ??
      asName(env.KIRO_SESSION_ID) ??
      (processName === null ? undefined : `kiro-${processName}`),
    event,
    rule: event.charAt(0).toLowerCase() + event.slice(1),
    workingDir: pathOf(fieldOf(fields, "cwd")),
  };
  return reportsOf(RULES, origin, fields);
}
