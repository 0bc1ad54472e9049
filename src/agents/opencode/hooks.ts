import type { Report } from "../../protocol/session.ts";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  listOf,
  pathOf,
  pidOf,
  sessionIdOf,
  textOf,
} from "../shape/fields.ts";
import { type Rule, type Rules, reportsOf } from "../shape/hook.ts";
import { alive, ended, failed, interrupted, turnDone, working } from "../shape/rules.ts";
import { askedLine, keyPart, lineOf } from "../shape/tools.ts";

const AGENT_TYPE = "opencode";
// What is answered sooner was accepted by a rule: nobody was asked.
const AUTO_ACCEPT_MS = 300;
const LIMIT = /rate.?limit|quota|overloaded|too many requests|usage limit|\b429\b/i;

// Also follows every error and interrupt, which stay what they are.
const idle: Rule = (hook) => ({
  ...turnDone(hook),
  only_from: ["working", "question", "closed"],
});

// It tries again by itself, be it after hours: still working, and the message says what at.
const status: Rule = (hook) => {
  const value = fieldOf(hook.fields, "status");
  const type = typeof value === "string" ? value : textOf(fieldsOf(value), "type");
  if (type === "busy") return working(hook);
  if (type === "idle") return idle(hook);
  if (type !== "retry") return undefined;
  const message = lineOf(textOf(fieldsOf(value), "message"));
  const reason = LIMIT.test(message ?? "") ? "rate_limited" : "retrying";
  return { status: "working", reason, message };
};

const errorRaised: Rule = (hook) => {
  const error = fieldsOf(fieldOf(hook.fields, "error"));
  const name = textOf(error, "name") ?? "error";
  if (name === "MessageAbortedError") return interrupted(hook);
  const data = fieldsOf(fieldOf(error, "data"));
  const message = textOf(data, "message") ?? textOf(error, "message") ?? name;
  const isLimit = fieldOf(data, "statusCode") === 429 || LIMIT.test(message);
  return { ...failed(message, isLimit ? "rate_limited" : "error"), answers: hook.everything };
};

const permissionAsked: Rule = ({ fields, scope }) => {
  const what = textOf(fields, "permission", "action", "type") ?? "permission";
  const patterns = listOf(fields, "patterns") ?? listOf(fields, "resources") ?? [];
  const pattern = patterns.find((one) => typeof one === "string") ?? textOf(fields, "pattern");
  const message = textOf(fields, "title") ?? (pattern ? `${what}: ${pattern}` : what);
  return asked(fields, scope, "permission", lineOf(message));
};

const questionAsked: Rule = ({ fields, scope }) => {
  return asked(fields, scope, "question", askedLine("question", fields));
};

function asked(fields: Fields, scope: string, reason: string, message: string | null) {
  const asks = askKey(scope, textOf(fields, "id"));
  return { status: "question", reason, message, asks, hold_ms: AUTO_ACCEPT_MS } as const;
}

const answered: Rule = ({ fields, scope }) => {
  const id = textOf(fields, "requestID", "permissionID");
  return { status: "working", reason: null, message: null, answers: askKey(scope, id) };
};

function askKey(scope: string, id: string | undefined): string {
  return `${scope}ask:${keyPart(id ?? "")}`;
}

const created: Rule = ({ fields }) => {
  const parentId = sessionIdOf(fieldsOf(fieldOf(fields, "info")), "parentID");
  const isChild = parentId !== undefined;
  return {
    status: "attention",
    reason: "started",
    message: null,
    only_from: ["closed"],
    ...(isChild && { parent_id: parentId }),
  };
};

const RULES: Rules = {
  "session.created": created,
  "session.updated": alive,
  "session.compacted": alive,
  "session.status": status,
  "session.idle": idle,
  "session.error": errorRaised,
  "session.deleted": (hook) => ({ ...ended(hook), answers: hook.everything }),
  "server.instance.disposed": ended,
  "global.disposed": ended,
  "permission.asked": permissionAsked,
  "permission.v2.asked": permissionAsked,
  "permission.updated": permissionAsked,
  "permission.replied": answered,
  "permission.v2.replied": answered,
  "question.asked": questionAsked,
  "question.v2.asked": questionAsked,
  "question.replied": answered,
  "question.v2.replied": answered,
  "question.rejected": answered,
  "question.v2.rejected": answered,
};

/**
 * OpenCode (types of plugin 1.18 and SDK 1.19; captures of 1.18.31). Our plugin
 * pipes each bus event as it is, with four fields of its own beside `type` and
 * `properties`:
 *
 * - `directory`: the plugin's `directory`; `pid`: `process.pid`
 * - `parent`: for an event of a child session, the id of the session at the top
 *   (the plugin remembers `info.parentID`). The child then counts as a subagent
 *   of that session: only its questions show, and they show there
 * - `session`: for an event that names no session, the one it is about: the only
 *   busy one for an ask; on dispose, the plugin pipes the event once for each
 *   session it has seen
 */
export function report(payload: unknown): Report[] {
  const fields = fieldsOf(payload);
  const properties = fieldsOf(fieldOf(fields, "properties"));
  const info = fieldsOf(fieldOf(properties, "info"));
  const own =
    sessionIdOf(properties, "sessionID") ??
    sessionIdOf(info, "id") ??
    sessionIdOf(fields, "session");
  const parent = sessionIdOf(fields, "parent");
  const isChild = parent !== undefined && parent !== own;
  const origin = {
    agentType: AGENT_TYPE,
    sessionId: isChild ? parent : own,
    event: textOf(fields, "type"),
    agentId: isChild ? own : undefined,
    workingDir: pathOf(fieldOf(info, "directory"), fieldOf(fields, "directory")),
    pid: pidOf(fieldOf(fields, "pid")),
  };
  return reportsOf(RULES, origin, properties);
}
