import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { permissionRequested, toolStartingOrAsking } from "../shape/asking.ts";
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
} from "../shape/rules.ts";

// By the user's wish it runs between turns, as a task that no Stop ends.
const compacted: Rule = (hook) => {
  if (textOf(hook.fields, "trigger") !== "manual") return {};
  return { ...turnDone(hook), only_from: ["working"] };
};

// The app-server lets go of a session a minute after its client has: then it is over
// already, and known better why.
const released: Rule = (hook) => {
  return { ...ended(hook), only_from: ["working", "attention", "question"] };
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: released,
  UserPromptSubmit: prompted,
  PreToolUse: toolStartingOrAsking,
  PermissionRequest: permissionRequested,
  PostToolUse: toolEnded,
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
