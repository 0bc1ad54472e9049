import type { Report } from "../../protocol/session.ts";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  listOf,
  pathOf,
  sessionIdOf,
  textOf,
  timeOf,
} from "./fields.ts";
import { type Rule, type Rules, reportsOf } from "./hook.ts";
import { failed, subagentStopped } from "./rules.ts";
import { lineOf } from "./tools.ts";

const LIMITS = new Set(["rate_limit", "overloaded", "billing_error"]);
/** An overloaded service under another name: `server_error`, "API Error: 529 Overloaded" (2.1.332). */
const OVERLOADED = /\b529\b|overloaded/i;
// Task types whose end makes the agent go on by itself; the labels differ from
// version to version (in_process_teammate, local_agent, cloud_session, …).
const AGENT_TASK = /agent|workflow|teammate|cloud/i;

/**
 * The reports of a hook whose payload has Claude Code's shape: `session_id`,
 * `hook_event_name`, `cwd`, and `agent_id` for an event of a subagent (Claude
 * Code hooks reference, read 2026-08; Codex 0.169 and Qwen Code 0.24 schemas).
 */
export function claudeShapedReports(agentType: string, rules: Rules, payload: unknown): Report[] {
  const fields = fieldsOf(payload);
  const origin = {
    agentType,
    sessionId: sessionIdOf(fields, "session_id"),
    event: textOf(fields, "hook_event_name"),
    agentId: textOf(fields, "agent_id"),
    workingDir: pathOf(fieldOf(fields, "cwd")),
    transcript: pathOf(fieldOf(fields, "transcript_path")),
    atMs: timeOf(fieldOf(fields, "timestamp")),
    turn: textOf(fields, "turn_id", "prompt_id"),
  };
  return reportsOf(rules, origin, fields);
}

/**
 * Every call of the batch is settled, also those the user turned down, of which
 * no other event tells. Only this thread's: a background subagent may be asking.
 */
export const batchEnded: Rule = ({ scope }) => {
  return { status: "working", reason: null, message: null, answers: `${scope}*`, continues: true };
};

/**
 * The main thread finished. Subagents and workflows still running will wake it,
 * so it works on in the background; a dev server will not.
 */
export const stopped: Rule = ({ fields, scope, everything }) => {
  const background = backgroundOf(fields);
  const count = background === undefined ? {} : { background: background.count };
  if (background?.wakes) {
    const answers = `${scope}*`;
    return { status: "working", reason: "background", message: null, answers, ...count };
  }
  return {
    status: "attention",
    reason: "turn_done",
    message: null,
    answers: everything,
    ...count,
  };
};

/** A subagent finished; where the payload lists what still runs, that list is the count. */
export const subagentFinished: Rule = (hook) => {
  const background = backgroundOf(hook.fields);
  const count = background === undefined ? {} : { background: background.count };
  return { ...subagentStopped(hook), ...count };
};

function backgroundOf(payload: Fields) {
  const tasks = listOf(payload, "background_tasks");
  const crons = listOf(payload, "session_crons") ?? listOf(payload, "crons");
  if (tasks === undefined && crons === undefined) return undefined;
  // The one that just stopped may still be listed.
  const own = textOf(payload, "agent_id");
  const running = (tasks ?? []).map(fieldsOf).filter((task) => {
    const status = textOf(task, "status") ?? "running";
    return /^(running|pending)$/.test(status) && (own === undefined || textOf(task, "id") !== own);
  });
  const wakes = running.some((task) => {
    const type = textOf(task, "type");
    // Qwen Code 0.24.4 names no type, but which agent it is.
    if (type === undefined) return textOf(task, "agent_type") !== undefined;
    return AGENT_TASK.test(type);
  });
  return { count: Math.min(running.length + (crons?.length ?? 0), 10_000), wakes };
}

/** The turn ended in an error of the model's service. */
export const stopFailed: Rule = ({ fields }) => {
  const error = textOf(fields, "error") ?? "unknown";
  const details = lineOf(textOf(fields, "error_details", "last_assistant_message"));
  const line = details === null ? error : `${error}: ${details}`;
  const isLimit = LIMITS.has(error) || OVERLOADED.test(line);
  return failed(line, isLimit ? "rate_limited" : "error");
};

/** The context is being compacted, and {@link compacted} will tell the end. */
export const compacting: Rule = () => {
  return { status: "working", reason: "compacting", message: null };
};

/** Compacted: by the user's wish between turns, else in the middle of one. */
export const compacted: Rule = ({ fields }) => {
  if (textOf(fields, "trigger") === "manual") {
    return {
      status: "attention",
      reason: "turn_done",
      message: null,
      only_from: ["working"],
      unless_background: true,
    };
  }
  return { status: "working", reason: null, message: null, only_from: ["working"] };
};
