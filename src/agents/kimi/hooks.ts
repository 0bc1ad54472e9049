import type { Report } from "../../protocol/session.ts";
import { permissionRequested } from "../shape/asking.ts";
import { compacted, compacting } from "../shape/claude-shaped.ts";
import { type Fields, fieldOf, fieldsOf, pathOf, sessionIdOf, textOf } from "../shape/fields.ts";
import { type Rule, type Rules, reportsOf } from "../shape/hook.ts";
import {
  alive,
  ended,
  failed,
  interrupted,
  prompted,
  started,
  subagentStarted,
  subagentStopped,
  toolEnded,
  toolStarting,
  turnDone,
  working,
} from "../shape/rules.ts";
import { keyPart, lineOf } from "../shape/tools.ts";

/** The end of a subagent is said 50 ms after a Stop of its own, a queued prompt begins in 150, on a busy machine later. */
const STOP_MS = 700;
/** A prompt that waits behind a turn begins 20 ms after that was broken off. */
const INTERRUPT_MS = 100;

// A prompt in the middle of a turn leaves what is asked open.
const submitted: Rule = (hook) => {
  return fieldOf(hook.fields, "is_steer") === true ? working(hook) : prompted(hook);
};

// Its own turns and those that a background task wakes it for, but no subagent's.
const turnStarted: Rule = (hook) => {
  return textOf(hook.fields, "origin_kind") === "system_trigger" ? {} : working(hook);
};

const toolUsed: Rule = (hook) => {
  // A plan is asked about by a PermissionRequest, and outside plan mode not at all.
  const isQuestion = textOf(hook.fields, "tool_name") === "AskUserQuestion";
  return isQuestion ? permissionRequested(hook) : toolStarting(hook);
};

const asked: Rule = (hook) => {
  const { fields } = hook;
  const display = fieldsOf(fieldOf(fields, "display"));
  const plan = textOf(display, "plan");
  const isPlan = textOf(display, "kind") === "plan_review";
  const permission = { ...permissionRequested(hook), reason: "permission" };
  const message = lineOf(plan?.replace(/^[\s#]+/, "")) ?? permission.message ?? null;
  const asks = askKey(fields);
  return { ...permission, asks, status: "question", ...(isPlan && { reason: "plan", message }) };
};

// Granted, turned down or dismissed: it goes on, or an Interrupt follows.
const answered: Rule = ({ fields }) => {
  return { status: "working", reason: null, message: null, answers: askKey(fields) };
};

// A subagent's question has a name of its own, whoever it is.
function askKey(fields: Fields): string {
  return `main:ask:${keyPart(textOf(fields, "id") ?? "")}`;
}

const stopped: Rule = (hook) => ({
  ...turnDone(hook),
  hold_ms: STOP_MS,
  unless_background: true,
});

const stopFailed: Rule = (hook) => {
  const type = textOf(hook.fields, "error_type") ?? "";
  const reason = /rate.?limit/i.test(type) ? "rate_limited" : "error";
  const error = textOf(hook.fields, "error_message", "error_type");
  return { ...failed(error, reason), answers: hook.everything };
};

// Its Stop came just before, and was not the turn's.
const subagentDone: Rule = (hook) => ({ ...working(hook), only_from: ["working", "question"] });

const taskStarted: Rule = (hook) => {
  const isAgent = textOf(hook.fields, "kind") === "agent";
  return isAgent && fieldOf(hook.fields, "detached") === true ? subagentStarted(hook) : {};
};

const notified: Rule = (hook) => {
  const type = textOf(hook.fields, "notification_type") ?? "";
  return /^task\.(completed|failed|cancel|killed|stopped|lost)/.test(type)
    ? subagentStopped(hook)
    : undefined;
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: ended,
  UserPromptSubmit: submitted,
  TurnStarted: turnStarted,
  PreToolUse: toolUsed,
  PostToolUse: toolEnded,
  PostToolUseFailure: toolEnded,
  PermissionRequest: asked,
  PermissionResult: answered,
  Stop: stopped,
  StopFailure: stopFailed,
  // One of a subagent of an old session comes after the end of that.
  Interrupt: (hook) => ({
    ...interrupted(hook),
    hold_ms: INTERRUPT_MS,
    only_from: ["working", "question"],
  }),
  SubagentStart: alive,
  SubagentStop: subagentDone,
  TaskStarted: taskStarted,
  Notification: notified,
  PreCompact: compacting,
  PostCompact: compacted,
};

/** Kimi Code (hooks page and events of 2.1.0). */
export function report(payload: unknown): Report[] {
  const fields = fieldsOf(payload);
  const event = textOf(fields, "hook_event_name");
  const origin = {
    agentType: "kimi",
    sessionId: sessionIdOf(fields, "session_id"),
    event,
    // Tasks in the background have a name; a subagent's own events do not tell whose they are.
    agentId: event === "TaskStarted" ? textOf(fields, "task_id") : doneTask(event, fields),
    workingDir: pathOf(fieldOf(fields, "cwd")),
  };
  return reportsOf(RULES, origin, fields);
}

function doneTask(event: string | undefined, fields: Fields): string | undefined {
  return event === "Notification" ? textOf(fields, "source_id") : undefined;
}
