import type { ReadHook } from "../facets/hooks.ts";
import type { Rules } from "../shape/hook.ts";
import { pluginReports } from "../shape/plugin.ts";
import {
  ended,
  prompted,
  startedLate,
  toolEnded,
  toolStarting,
  turnDone,
  working,
} from "../shape/rules.ts";

const RULES: Rules = {
  SessionStart: startedLate,
  SessionEnd: ended,
  UserPromptSubmit: prompted,
  PreToolUse: toolStarting,
  PreToolUseResult: working,
  PostToolUse: toolEnded,
  PostToolUseFailure: toolEnded,
  BeforeReadFile: working,
  AfterFileEdit: working,
  BeforeShellExecution: working,
  AfterShellExecution: working,
  Stop: turnDone,
};

/** Goose, since 1.38 (hooks page of 2026). Its payloads name the event in `event`. */
export const report: ReadHook = (payload) => pluginReports("goose", RULES, payload);
