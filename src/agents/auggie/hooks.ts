import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { fieldOf, fieldsOf, listOf, pathOf, sessionIdOf, textOf } from "../shape/fields.ts";
import { type Rule, type Rules, reportsOf } from "../shape/hook.ts";
import {
  ended,
  failed,
  interrupted,
  prompted,
  started,
  toolEnded,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";

const stopped: Rule = (hook) => {
  const cause = textOf(hook.fields, "agent_stop_cause");
  if (cause === "interrupted") return interrupted(hook);
  return cause === "error" ? { ...failed(cause), answers: hook.everything } : turnDone(hook);
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: ended,
  PromptSubmit: prompted,
  PreToolUse: toolStarting,
  PostToolUse: toolEnded,
  Stop: stopped,
};

/** Auggie (code of 0.36.0): a conversation is a session. */
export function report(payload: unknown, { env }: HookContext): Report[] {
  const fields = fieldsOf(payload);
  const [root] = listOf(fields, "workspace_roots") ?? [];
  const origin = {
    agentType: "auggie",
    sessionId: sessionIdOf(fields, "conversation_id"),
    event: textOf(fields, "hook_event_name"),
    workingDir: pathOf(root, fieldOf(fields, "cwd"), env.AUGMENT_PROJECT_DIR),
  };
  return reportsOf(RULES, origin, fields);
}
