import type { Report } from "../../protocol/session.ts";
import type { Env, ReadHook } from "../facets/hooks.ts";
import { notified, toolStartingOrAsking } from "../shape/asking.ts";
import { beginning, ending } from "../shape/calls.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { claudeShapedReports, stopFailed } from "../shape/claude-shaped.ts";
import { textOf } from "../shape/fields.ts";
import type { Hook, Rule, Rules } from "../shape/hook.ts";
import { alive, prompted, toolEnded, unasked } from "../shape/rules.ts";

// Also fired for a turn the machine starts (a finished task, a timer), which can't be
// told from a person's and answers no subagent's question; and when a prompt is
// queued, but not when its own turn begins (2.1.332).
const turnStarted: Rule = (hook) => {
  const isPerson = textOf(hook.fields, "source") === "user"; // no version of today says so
  const everything = isPerson ? hook.everything : `${hook.scope}*`;
  return { ...prompted({ ...hook, everything }), queues: true };
};

// A subagent's has its own transcript, and nothing else that tells (2.1.332).
const turnFailed: Rule = (hook) => {
  const transcript = textOf(hook.fields, "transcript_path") ?? "";
  const isSubagent = /\/subagents\/|\/agent-[^/]+$/.test(transcript);
  return isSubagent ? {} : stopFailed(hook);
};

const needsPerson = notified(["working", "question", "closed"]);

const notifiedHere: Rule = (hook) => {
  switch (textOf(hook.fields, "notification_type")) {
    case "worker_permission_prompt":
      return needsPerson(withType(hook, "permission_prompt"));
    // Of another session: "NAME needs your input: …". Of this one: auto mode's own dialog.
    case "agent_needs_input": {
      const message = textOf(hook.fields, "message") ?? "";
      const isOther = /needs your input:/.test(message);
      return isOther ? undefined : needsPerson(withType(hook, "permission_prompt"));
    }
    default:
      return needsPerson(hook);
  }
};

function withType(hook: Hook, notification_type: string): Hook {
  return { ...hook, fields: { ...hook.fields, notification_type } };
}

const RULES: Rules = {
  ...CLAUDE_EVENTS,
  PreToolUse: beginning(toolStartingOrAsking),
  PermissionDenied: ending(toolEnded),
  PostToolUse: ending(toolEnded),
  PostToolUseFailure: ending(toolEnded),
  UserPromptSubmit: turnStarted,
  StopFailure: turnFailed,
  // No idle prompt while a dialog is up (anthropics/claude-code#51882): when it
  // comes, an open question was turned down, which no other event tells.
  Notification: notifiedHere,
  CwdChanged: alive,
  TeammateIdle: alive,
  TaskCreated: alive,
  TaskCompleted: alive,
  WorktreeRemove: alive,
  DirectoryAdded: alive,
  PreModelSwitch: alive,
  PostModelSwitch: alive,
};

function isStart([report]: readonly Report[]): boolean {
  return report?.event === "SessionStart" && report.reason === "started";
}

/** False under `-p`, where nobody is asked; a background job has its questions answered elsewhere. */
function isAttended(env: Env): boolean {
  return env.CLAUDE_CODE_SESSION_ATTENDED !== "0" || env.CLAUDE_JOB_DIR !== undefined;
}

/**
 * Claude Code (hooks reference of 2026-08, CLI 2.1.240; types of CLI 2.1.330).
 * Setup, InstructionsLoaded, ConfigChange, FileChanged, WorktreeCreate and
 * MessageDisplay tell nothing of the state and must not be registered.
 * Seen with 2.1.332: a background subagent's end wakes the main thread after 0.15
 * to 1.1 s, and a question is reminded of after 6 s, settled by then or not.
 */
export const report: ReadHook = (payload, { env }) => {
  const reports = claudeShapedReports("claudecode", RULES, payload);
  // Nobody sat down to it: -p, whose prompt follows at once, or a process kept ready.
  if (env.CLAUDE_CODE_SESSION_ATTENDED === "0" && isStart(reports)) return [];
  return isAttended(env) ? reports : reports.map(unasked);
};
