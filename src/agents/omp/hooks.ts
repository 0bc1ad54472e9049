import type { ReadHook } from "../facets/hooks.ts";
import { fieldOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { pluginReports } from "../shape/plugin.ts";
import {
  ended,
  failed,
  interrupted,
  isRateLimit,
  prompted,
  started,
  toolOf,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";
import { keyPart, lineOf, toolLine } from "../shape/tools.ts";

// One question at a time.
const ASKED = "main:tool:question";
const PLAN = "main:plan";
// What is answered sooner was allowed by a rule: nobody was asked.
const AUTO_ACCEPT_MS = 300;

/** Another session takes the place of the process's own. */
const switched: Rule = (hook) => {
  const before = textOf(hook.fields, "previousSessionFile");
  const predecessor = before && /_([\w-]{1,64})\.jsonl$/.exec(before)?.[1];
  return { ...started(hook), ...(predecessor && { replaces: predecessor }) };
};

// While jobs and subagents run it will be woken: it works on in the background.
const agentEnded: Rule = (hook) => {
  const { fields, everything } = hook;
  const background = countOf(fieldOf(fields, "background"));
  const answers = everything;
  if (fieldOf(fields, "aborted") === true) return { ...interrupted(hook), background };
  const error = textOf(fields, "error");
  if (error !== undefined) {
    return {
      ...failed(error, reasonOf(error, fieldOf(fields, "status_code"))),
      answers,
      background,
    };
  }
  if (fieldOf(fields, "goes_on") !== true) return { ...turnDone(hook), background };
  const reason = background > 0 ? "background" : null;
  return { status: "working", reason, message: null, answers, background };
};

function countOf(value: unknown): number {
  const isCount = typeof value === "number" && Number.isInteger(value);
  return isCount && value >= 0 && value < 1000 ? value : 0;
}

function reasonOf(error: string, statusCode: unknown): string {
  return statusCode === 429 || isRateLimit(error) ? "rate_limited" : "error";
}

const retrying: Rule = ({ fields }) => {
  const error = textOf(fields, "error") ?? "";
  const reason = isRateLimit(error) ? "rate_limited" : "retrying";
  return { status: "working", reason, message: lineOf(error) };
};

const approvalRequested: Rule = ({ fields, scope }) => {
  const { name, input } = toolOf(fields);
  const asks = askKey(scope, textOf(fields, "call"));
  const message = toolLine(name, input);
  return { status: "question", reason: "permission", message, asks, hold_ms: AUTO_ACCEPT_MS };
};

const approvalResolved: Rule = ({ fields, scope }) => {
  const answers = askKey(scope, textOf(fields, "call"));
  return { status: "working", reason: null, message: null, answers };
};

function askKey(scope: string, call: string | undefined): string {
  return `${scope}ask:${keyPart(call ?? "")}`;
}

// Nothing tells that its review was left without a choice: the next prompt ends it.
const planProposed: Rule = ({ fields }) => {
  return {
    status: "question",
    reason: "plan",
    message: lineOf(textOf(fields, "title")),
    asks: PLAN,
  };
};

const RULES: Rules = {
  session_start: started,
  session_switch: switched,
  session_shutdown: ended,
  agent_start: prompted,
  agent_end: agentEnded,
  auto_retry_start: retrying,
  tool_execution_start: toolStarting,
  tool_approval_requested: approvalRequested,
  tool_approval_resolved: approvalResolved,
  plan_proposed: planProposed,
  ask_start: ({ fields }) => {
    const message = lineOf(textOf(fields, "question"));
    return { status: "question", reason: "question", message, asks: ASKED };
  },
  ask_end: () => ({ status: "working", reason: null, message: null, answers: ASKED }),
};

/**
 * oh-my-pi (events of 18.2.9). Our extension pipes
 * `{event, session_id, cwd, pid, at_ms, …}`: the agent's events with their small
 * fields, `ask_start` and `ask_end` for its tool that asks, and `plan_proposed`.
 */
export const report: ReadHook = (payload) => pluginReports("omp", RULES, payload);
