import type { ReadHook } from "../facets/hooks.ts";
import { permissionRequested } from "../shape/asking.ts";
import { compacted } from "../shape/claude-shaped.ts";
import { textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { pluginReports } from "../shape/plugin.ts";
import {
  autoCompacting,
  ended,
  failed,
  interrupted,
  prompted,
  startedLate,
  toolEnded,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";

// Granted or not, it goes on: what it says of that is not known.
const answered: Rule = (hook) => {
  const { continues: _, ...answer } = toolEnded(hook) ?? {};
  return answer;
};

const stopFailed: Rule = (hook) => ({
  ...failed(textOf(hook.fields, "error", "message", "reason")),
  answers: hook.everything,
});

const RULES: Rules = {
  SessionStart: startedLate,
  SessionEnd: ended,
  TurnStart: prompted,
  TurnEnd: turnDone,
  StopFailure: stopFailed,
  Interrupt: interrupted,
  PreToolUse: toolStarting,
  PostToolUse: toolEnded,
  PostToolUseFailure: toolEnded,
  PermissionRequest: permissionRequested,
  PermissionResult: answered,
  PreCompact: autoCompacting,
  PostCompact: compacted,
};

/** Crush (code of 0.90.0; the events of 0.99 by its documentation). Payloads name the event in `event`. */
export const report: ReadHook = (payload) => pluginReports("crush", RULES, payload);
