import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { permissionRequested, toolStartingOrAsking } from "../shape/asking.ts";
import { beginning, ending } from "../shape/calls.ts";
import { claudeShapedReports, subagentFinished } from "../shape/claude-shaped.ts";
import { type Fields, fieldOf, fieldsOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import {
  autoCompacting,
  ended,
  interrupted,
  prompted,
  started,
  subagentStarted,
  toolEnded,
  turnDone,
  working,
} from "../shape/rules.ts";

// By the user's wish it runs between turns, as a task that no Stop ends.
const compacted: Rule = (hook) => {
  const isManual = textOf(hook.fields, "trigger") === "manual";
  return { ...(isManual ? turnDone(hook) : working(hook)), only_from: ["working"] };
};

// The app-server lets go of a session a minute after its client has: then it is over
// already, and known better why.
const released: Rule = (hook) => {
  return { ...ended(hook), only_from: ["working", "attention", "question"] };
};

// A permission may be about the network, or a process inside a call: no call has its
// name, and nothing else tells of its answer.
function stepped(rule: Rule): Rule {
  return (hook) => {
    const change = rule(hook);
    return change?.call === undefined ? change : { ...change, settles_others: true };
  };
}

// Who is named here decides, whatever the rollout said at the turn's beginning.
const permissionAsked: Rule = (hook) => {
  const asked = permissionRequested(hook);
  const reviewer = textOf(hook.fields, "approvals_reviewer");
  if (reviewer === undefined || asked === undefined) return asked;
  if (reviewer === "user") return { ...asked, hold_ms: 0 };
  return { status: "working", reason: null, message: asked.message };
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: released,
  UserPromptSubmit: prompted,
  PreToolUse: stepped(beginning(toolStartingOrAsking)),
  PermissionRequest: permissionAsked,
  PostToolUse: stepped(ending(toolEnded)),
  PreCompact: autoCompacting,
  PostCompact: compacted,
  SubagentStart: subagentStarted,
  SubagentStop: subagentFinished,
  Stop: turnDone,
  // Esc, and a permission turned down; Stop does not fire then.
  Interrupt: interrupted,
};

/**
 * Codex CLI (input schemas embedded in 0.169.0; behaviour measured on 0.154 to
 * 0.160). Its older `notify` program is not heard: it tells nothing that hooks
 * don't, and tells it of Codex's own title thread too.
 */
export function report(payload: unknown, { env }: HookContext): Report[] {
  const isOwn = isMemoriesThread(fieldsOf(payload), env.CODEX_HOME);
  return isOwn ? [] : claudeShapedReports("codex", RULES, payload);
}

// A thread of Codex's own that writes its memories; nobody talks to it.
function isMemoriesThread(fields: Fields, codexHome: string | undefined): boolean {
  const cwd = textOf(fields, "cwd")?.replaceAll("\\", "/");
  if (cwd === undefined || fieldOf(fields, "transcript_path") !== null) return false;
  if (/\/\.codex\/memories(\/|$)/.test(cwd)) return true;
  const home = codexHome?.replaceAll("\\", "/").replace(/\/+$/, "");
  return Boolean(home) && `${cwd}/`.startsWith(`${home}/memories/`);
}
