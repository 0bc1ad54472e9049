import type { ReadHook } from "../facets/hooks.ts";
import { textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { pluginReports } from "../shape/plugin.ts";
import {
  ended,
  failed,
  interrupted,
  prompted,
  startedLate,
  toolEnded,
  turnDone,
} from "../shape/rules.ts";

// The status's values are nowhere listed: anything but an error or a break is a turn done.
const agentEnded: Rule = (hook) => {
  const status = textOf(hook.fields, "status") ?? "";
  if (/err|fail/i.test(status)) return failed(textOf(hook.fields, "error") ?? status);
  return /cancel|abort|interrupt/i.test(status) ? interrupted(hook) : turnDone(hook);
};

const RULES: Rules = {
  "session.start": startedLate,
  "agent.start": prompted,
  "tool.result": toolEnded,
  "agent.end": agentEnded,
  dispose: ended,
};

/**
 * Amp (its plugin interface is experimental; read mid 2026). Our plugin pipes
 * `{event, session_id, cwd, pid, at_ms, …}`: `session_id` is the thread's, `event` one
 * of session.start, agent.start, tool.result (`tool_name`), agent.end (`status`)
 * and dispose. It leaves tool.call alone, which decides whether a tool may run.
 */
export const report: ReadHook = (payload) => pluginReports("amp", RULES, payload);
