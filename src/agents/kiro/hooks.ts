import type { Report } from "../../protocol/session.ts";
import type { Adapter, HookContext } from "../agent.ts";
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

function report(payload: unknown, { env, agentPid }: HookContext): Report[] {
  const fields = fieldsOf(payload);
  const event = textOf(fields, "hook_event_name", "trigger", "event");
  if (event === undefined) return [];
  const origin = {
    agentType: AGENT_TYPE,
    // Only some versions and modes send an id; then one process is one session.
    sessionId:
      sessionIdOf(fields, "session_id") ??
      asName(env.KIRO_SESSION_ID) ??
      (agentPid === null ? undefined : `kiro-${agentPid}`),
    event,
    rule: event.charAt(0).toLowerCase() + event.slice(1),
    workingDir: pathOf(fieldOf(fields, "cwd")),
  };
  return reportsOf(RULES, origin, fields);
}

/** Kiro CLI and Amazon Q CLI (2.6 and 2.12 measured; hook files of version 3 as documented). */
export const kiro: Adapter = {
  name: "kiro",
  agentType: AGENT_TYPE,
  title: "Kiro CLI",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "no",
    background: "no",
  },
  limits: [
    "No event tells that it waits for an approval: it shows as working.",
    "No event for an interrupt, an error or the session's end: the end shows when the process is gone.",
    "Before version 3 only the agents that carry the hook report.",
  ],
  report,
};
