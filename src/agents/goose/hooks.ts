import type { Adapter } from "../agent.ts";
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
export const goose: Adapter = {
  name: "goose",
  agentType: "goose",
  title: "Goose",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "yes",
    background: "no",
  },
  limits: [
    "No event tells that it waits for an approval: it shows as working.",
    "No event for an interrupt or a failed turn is known.",
    "The working directory shows with the first tool.",
  ],
  report: (payload) => pluginReports("goose", RULES, payload),
};
