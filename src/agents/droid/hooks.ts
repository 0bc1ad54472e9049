import type { Env, ReadHook } from "../facets/hooks.ts";
import { notified } from "../shape/asking.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { sessionIdOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import {
  alive,
  autoCompacting,
  ended,
  notifiedToolEnded,
  prompted,
  started,
  toolStarting,
  turnDone,
  unasked,
} from "../shape/rules.ts";

// Compaction goes on under a new id: the same session, with what it was at.
const startedOrRenamed: Rule = (hook) => {
  const predecessor = sessionIdOf(hook.fields, "previous_session_id");
  const caller = sessionIdOf(hook.fields, "calling_session_id");
  return {
    ...started(hook),
    ...(predecessor !== undefined && { replaces: predecessor }),
    ...(caller !== undefined && { parent_id: caller }),
  };
};

const RULES: Rules = {
  SessionStart: startedOrRenamed,
  SessionEnd: ended,
  UserPromptSubmit: prompted,
  PreToolUse: toolStarting,
  PostToolUse: notifiedToolEnded,
  // Not known to keep quiet while a dialog is up: its idle prompt ends no question.
  Notification: notified(["working", "closed"]),
  Stop: turnDone,
  // Names no agent, and nothing tells of its start: nothing to count.
  SubagentStop: alive,
  PreCompact: autoCompacting,
};

// `droid exec` was given its prompt as it was started, and no event tells of it (0.215).
const EXEC_RULES: Rules = {
  ...RULES,
  SessionStart: (hook) => ({ ...startedOrRenamed(hook), status: "working", reason: null }),
};

// The first is not set before the session has begun, and then only with --auto.
function isExec(env: Env): boolean {
  return (
    env.FACTORY_EXEC_TARGET_AUTONOMY !== undefined ||
    env.FACTORY_DISABLE_SETTINGS_PERSISTENCE === "true"
  );
}

/** Factory Droid (hooks page of 2026; static reading of 0.223.0; measured on 0.208.1 and 0.215). */
export const report: ReadHook = (payload, { env }) => {
  if (!isExec(env)) return claudeShapedReports("droid", RULES, payload);
  return claudeShapedReports("droid", EXEC_RULES, payload).map(unasked);
};
