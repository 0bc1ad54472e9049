import type { Report, Status } from "../../protocol/session.ts";
import {
  type Fields,
  fieldOf,
  fieldsOf,
  listOf,
  pathOf,
  pidOf,
  sessionIdOf,
  textOf,
  timeOf,
} from "./fields.ts";
import { type Rule, type Rules, reportsOf } from "./hook.ts";
import { alive, ended, failed, interrupted, isRateLimit, turnDone, working } from "./rules.ts";
import { askedLine, keyPart, lineOf } from "./tools.ts";

// What is answered sooner was accepted by a rule: nobody was asked.
const AUTO_ACCEPT_MS = 300;
// When its terminal is closed it breaks the turn off before it leaves, 40 ms later.
const CLOSING_MS = 200;
const BEFORE_END: Status[] = ["working", "question", "attention"];
const UNTITLED = /^(?:new|child) session - \d{4}-\d\d-\d\dT/i;

// Also follows every error and interrupt, which stay what they are, and the end.
const idle: Rule = (hook) => {
  const only_from: Status[] = ["working", "question"];
  if (fieldOf(hook.fields, "broken_off") !== true) return { ...turnDone(hook), only_from };
  return { ...interrupted(hook), only_from, hold_ms: CLOSING_MS };
};

// It tries again by itself, be it after hours: still working, and the message says what at.
const status: Rule = (hook) => {
  const value = fieldOf(hook.fields, "status");
  const type = typeof value === "string" ? value : textOf(fieldsOf(value), "type");
  if (type === "busy") return working(hook);
  if (type === "idle") return idle(hook);
  if (type !== "retry") return undefined;
  const message = lineOf(textOf(fieldsOf(value), "message"));
  const reason = isRateLimit(message ?? "") ? "rate_limited" : "retrying";
  return { status: "working", reason, message };
};

const errorRaised: Rule = (hook) => {
  const error = fieldsOf(fieldOf(hook.fields, "error"));
  const name = textOf(error, "name") ?? "error";
  if (name === "MessageAbortedError") {
    return { ...interrupted(hook), hold_ms: CLOSING_MS, only_from: BEFORE_END };
  }
  const data = fieldsOf(fieldOf(error, "data"));
  const message = textOf(data, "message") ?? textOf(error, "message") ?? name;
  const isLimit = fieldOf(data, "statusCode") === 429 || isRateLimit(message);
  const reason = isLimit ? "rate_limited" : "error";
  return { ...failed(message, reason), answers: hook.everything, only_from: BEFORE_END };
};

const permissionAsked: Rule = ({ fields, scope }) => {
  const what = textOf(fields, "permission", "action", "type") ?? "permission";
  const about = aboutOf(fields);
  const message = textOf(fields, "title") ?? (about ? `${what}: ${about}` : what);
  return asked(fields, scope, "permission", lineOf(message));
};

// A command of several is split in `patterns`, one for each.
function aboutOf(fields: Fields): string | undefined {
  const whole = textOf(fieldsOf(fieldOf(fields, "metadata")), "command");
  const patterns = listOf(fields, "patterns") ?? listOf(fields, "resources") ?? [];
  const first = patterns.find((one) => typeof one === "string");
  return whole ?? first ?? textOf(fields, "pattern");
}

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
  const info = fieldsOf(fieldOf(fields, "info"));
  const parentId = sessionIdOf(info, "parentID");
  const isChild = parentId !== undefined;
  return {
    status: "attention",
    reason: "started",
    message: null,
    only_from: ["closed"],
    ...titled(info),
    ...(isChild && { parent_id: parentId }),
  };
};

// Until it has a title, the session is called by its date.
function titled(info: Fields): { title?: string } {
  const title = textOf(info, "title");
  return title === undefined || UNTITLED.test(title) ? {} : { title };
}

const RULES: Rules = {
  "session.created": created,
  resumed: created,
  "session.updated": ({ fields }) => titled(fieldsOf(fieldOf(fields, "info"))),
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
 * The reports of an event on the bus of OpenCode (types of plugin 1.18 and SDK 1.19;
 * run with 1.18.33), and of those built on it. Our plugin pipes each event as it is,
 * and `resumed` of its own with the session's `info`, with fields of its own
 * beside `type` and `properties`:
 *
 * - `directory`: the plugin's `directory`; `pid`: `process.pid`; `at_ms`
 * - `parent`: for an event of a child session, the id of the session at the top
 *   (the plugin remembers `info.parentID`). The child then counts as a subagent
 *   of that session: only its questions show, and they show there
 * - `properties.broken_off`: the turn ended as its person turned down what was asked,
 *   or pressed Esc before the model was asked
 * - `held`: a question that was told before, for whose answer a hook stays now
 * - `session`: for an event that names no session, the one it is about: the only
 *   busy one for an ask; on dispose, the plugin pipes the event once for each
 *   session it has seen
 */
export function busReports(agentType: string, payload: unknown): Report[] {
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
    agentType,
    sessionId: isChild ? parent : own,
    event: textOf(fields, "type"),
    agentId: isChild ? own : undefined,
    workingDir: pathOf(fieldOf(info, "directory"), fieldOf(fields, "directory")),
    pid: pidOf(fieldOf(fields, "pid")),
    atMs: timeOf(fieldOf(fields, "at_ms")),
  };
  const reports = reportsOf(RULES, origin, properties);
  return fieldOf(fields, "held") === true ? reports.map(askedAlready) : reports;
}

// It was told before, and has stood since.
function askedAlready({ hold_ms: _, ...report }: Report): Report {
  return report;
}
