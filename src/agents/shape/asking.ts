import type { Status } from "../../protocol/session.ts";
import { type Fields, textOf } from "./fields.ts";
import type { Change, Rule } from "./hook.ts";
import { NOTIFIED, toolOf, toolStarting } from "./rules.ts";
import { ASKING_TOOLS, askedLine, keyPart, lineOf, toolKey, toolLine } from "./tools.ts";

// What shows for less than this was allowed without anybody being asked.
const AUTO_ACCEPT_MS = 300;

/** A tool is about to run, or the tool is a question. Held back: a plan may be approved unseen. */
export const toolStartingOrAsking: Rule = (hook) => {
  const asked = asking(hook.fields, hook.scope);
  return asked === undefined ? toolStarting(hook) : { ...asked, hold_ms: AUTO_ACCEPT_MS };
};

/** A permission dialog is about to show. */
export const permissionRequested: Rule = ({ fields, scope }) => {
  const { name, input } = toolOf(fields);
  const asks = scope + toolKey(name, input);
  const message = toolLine(name, input);
  return asking(fields, scope) ?? { status: "question", reason: "permission", message, asks };
};

function asking(fields: Fields, scope: string): Change | undefined {
  const { name, input } = toolOf(fields);
  if (!Object.hasOwn(ASKING_TOOLS, name)) return undefined;
  const reason = ASKING_TOOLS[name];
  const message = askedLine(name, input);
  return { status: "question", reason, message, asks: scope + toolKey(name, input) };
}

/** A server asks the user something in the middle of a tool call. */
export const elicited: Rule = ({ fields, scope }) => {
  const server = textOf(fields, "mcp_server_name") ?? "server";
  const message = lineOf(`${server}: ${lineOf(textOf(fields, "message", "url")) ?? "asks"}`);
  return { status: "question", reason: "question", message, asks: elicitationKey(scope, server) };
};

/** The user has answered a server. */
export const elicitationAnswered: Rule = ({ fields, scope }) => {
  const answers = elicitationKey(scope, textOf(fields, "mcp_server_name") ?? "server");
  return { status: "working", reason: null, message: null, answers };
};

// The id would be exact, but only some of the events carry it.
function elicitationKey(scope: string, server: string): string {
  return `${scope}elicitation:${keyPart(server)}`;
}

/**
 * A notification. It asks only where nobody else has, as PermissionRequest and
 * Elicitation know more and come first.
 *
 * `idleEnds`: the statuses that the agent's idle prompt proves wrong.
 */
export function notified(idleEnds: Status[]): Rule {
  return ({ fields, scope }) => {
    const message = lineOf(textOf(fields, "message", "title"));
    switch (notificationType(textOf(fields, "notification_type"), message ?? "")) {
      case "permission_prompt":
        return question("permission", message, scope);
      case "elicitation_dialog":
      case "elicitation_url_dialog":
        return question("question", message, scope);
      case "elicitation_complete":
      case "elicitation_response":
        return {
          status: "working",
          reason: null,
          message: null,
          answers: scope + NOTIFIED,
          only_from: ["working", "question"],
        };
      case "idle_prompt":
        return { status: "attention", reason: "idle", message: null, only_from: idleEnds };
      case "auth_success":
        return {};
      default:
        // agent_needs_input and agent_completed are about other sessions.
        return undefined;
    }
  };
}

function question(reason: string, message: string | null, scope: string): Change {
  return {
    status: "question",
    reason,
    message,
    asks: scope + NOTIFIED,
    reminder: true,
    only_from: ["working", "attention", "closed"],
  };
}

// Versions before the field wrote one of two sentences.
function notificationType(type: string | undefined, message: string): string | undefined {
  if (type !== undefined) return type;
  if (/needs your permission/i.test(message)) return "permission_prompt";
  return /waiting for your input/i.test(message) ? "idle_prompt" : undefined;
}
