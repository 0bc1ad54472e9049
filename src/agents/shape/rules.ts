import type { Report } from "../../protocol/session.ts";
import { type Fields, fieldOf, fieldsOf, textOf } from "./fields.ts";
import type { Change, Rule } from "./hook.ts";
import { ASKING_TOOLS, lineOf, toolKey, toolLine } from "./tools.ts";

/** Nothing new but a sign of life, and the working directory. */
export const alive: Rule = () => ({});

/** It works, and what it worked on before is over. */
export const working: Rule = () => ({ status: "working", reason: null, message: null });

// These take the place of the process's earlier session; `startup` has none to replace.
const REPLACING_SOURCES = new Set(["clear", "resume", "fork", "new"]);

/** A session began. Compaction begins one too, in the middle of a turn or between two. */
export const started: Rule = ({ fields }) => {
  const source = textOf(fields, "source", "reason") ?? "startup";
  if (source === "compact") return {};
  return {
    status: "attention",
    reason: "started",
    message: null,
    ...(REPLACING_SOURCES.has(source) && { replaces_pid: true }),
  };
};

/** As {@link started}, of agents whose start can come after the first prompt. */
export const startedLate: Rule = (hook) => ({
  ...started(hook),
  only_from: ["attention", "closed"],
});

/** The same report where nobody is there to be asked: the agent goes on by itself. */
export function unasked(report: Report): Report {
  if (report.status !== "question") return report;
  const { asks: _, hold_ms: __, reason: ___, ...rest } = report;
  return { ...rest, status: "working", reason: null };
}

/** A new prompt: whatever was asked is answered or forgotten. Never shows the prompt. */
export const prompted: Rule = ({ everything }) => {
  return { status: "working", reason: null, message: null, answers: everything };
};

/** The question of a notification, which never tells what it is about: one at a time. */
export const NOTIFIED = "notified";

/** A tool is about to run: what a notification asked about before is settled. */
export const toolStarting: Rule = ({ fields, scope }) => {
  const { name, input } = toolOf(fields);
  const message = toolLine(name, input);
  return { status: "working", reason: null, message, answers: scope + NOTIFIED };
};

/** A tool has run, well or not: the question about it is over. */
export const toolEnded: Rule = ({ fields, scope }) => {
  const { name, input } = toolOf(fields);
  const answers = scope + toolKey(name, input);
  if (fieldOf(fields, "is_interrupt") === true) {
    return { status: "attention", reason: "interrupted", message: null, answers };
  }
  return { status: "working", reason: null, message: null, answers, continues: true };
};

/** As {@link toolEnded}, of agents that ask for permission by notification only. */
export const notifiedToolEnded: Rule = (hook) => {
  const { name } = toolOf(hook.fields);
  if (Object.hasOwn(ASKING_TOOLS, name)) return toolEnded(hook);
  return { ...toolEnded(hook), answers: hook.scope + NOTIFIED };
};

/** The turn is over. */
export const turnDone: Rule = ({ everything }) => {
  return { status: "attention", reason: "turn_done", message: null, answers: everything };
};

/** The user broke the turn off. */
export const interrupted: Rule = ({ everything }) => {
  return { status: "attention", reason: "interrupted", message: null, answers: everything };
};

const RATE_LIMIT = /rate.?limit|quota|overloaded|too many requests|usage limit|\b429\b/i;

/** Whether an error tells of a limit that was reached, or of a service with too much to do. */
export function isRateLimit(error: string): boolean {
  return RATE_LIMIT.test(error);
}

/** The turn ended in an error. */
export function failed(error: string | undefined, reason = "error"): Change {
  return { status: "attention", reason, message: lineOf(error) };
}

/** The session is over: for good, or as another takes its place. */
export const ended: Rule = ({ fields }) => {
  const reason = textOf(fields, "reason");
  const replaced = reason === "clear" || reason === "resume";
  return { status: "closed", reason: replaced ? "replaced" : "ended", message: null };
};

/**
 * The session is over, or an error ended it. One report, not an error and then
 * the end: nobody can act on the first any more.
 */
export function endedOrFailed(errorOf: (fields: Fields) => string | undefined): Rule {
  return ({ fields }) => {
    const isError = textOf(fields, "reason") === "error";
    const message = isError ? lineOf(errorOf(fields)) : null;
    return { status: "closed", reason: isError ? "error" : "ended", message };
  };
}

/**
 * The context is being compacted. By the user's wish it happens between turns,
 * and agents without an event for its end would then seem to work for ever.
 */
export const autoCompacting: Rule = ({ fields }) => {
  if (textOf(fields, "trigger") === "manual") return {};
  return { status: "working", reason: "compacting", message: null };
};

/** A subagent began. */
export const subagentStarted: Rule = () => ({ subagent: "start" });

/** A subagent ended, and with it its questions. */
export const subagentStopped: Rule = ({ everything }) => ({
  subagent: "stop",
  answers: everything,
});

/** The tool a hook is about. */
export function toolOf(fields: Fields): { name: string; input: Fields } {
  return {
    name: textOf(fields, "tool_name") ?? "tool",
    input: fieldsOf(fieldOf(fields, "tool_input")),
  };
}
