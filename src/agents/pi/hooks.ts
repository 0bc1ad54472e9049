import type { ReadHook } from "../facets/hooks.ts";
import { fieldOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { pluginReports } from "../shape/plugin.ts";
import {
  alive,
  failed,
  interrupted,
  prompted,
  started,
  toolEnded,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";
import { lineOf } from "../shape/tools.ts";

// One prompt at a time.
const UI_PROMPT = "main:ui";
const CLOSING_MS = 200;

const sessionStarted: Rule = (hook) => {
  if (textOf(hook.fields, "reason") === "reload") return {};
  const file = textOf(hook.fields, "previousSessionFile", "previous_session_file");
  const predecessor = file && /_([\w-]{1,64})\.jsonl$/.exec(file)?.[1];
  return { ...started(hook), ...(predecessor && { replaces: predecessor }) };
};

const shutDown: Rule = ({ fields }) => {
  const reason = textOf(fields, "reason") ?? "quit";
  // The same session goes on with the extensions loaded anew.
  if (reason === "reload") return {};
  return { status: "closed", reason: reason === "quit" ? "ended" : "replaced", message: null };
};

// When its terminal is closed it breaks the turn off before it leaves.
const settled: Rule = (hook) => {
  const isAborted = fieldOf(hook.fields, "aborted") === true;
  if (isAborted) return { ...interrupted(hook), hold_ms: CLOSING_MS };
  const error = textOf(hook.fields, "error");
  return error === undefined ? turnDone(hook) : failed(error);
};

const uiPromptStarted: Rule = ({ fields }) => {
  // What is to be allowed stands in the middle of several lines.
  const message = lineOf(textOf(fields, "title")?.replace(/\s+/g, " "));
  return { status: "question", reason: "question", message, asks: UI_PROMPT };
};

const uiPromptEnded: Rule = (hook) => {
  const next = fieldOf(hook.fields, "idle") === true ? turnDone(hook) : prompted(hook);
  return { ...next, answers: UI_PROMPT };
};

const RULES: Rules = {
  session_start: sessionStarted,
  session_shutdown: shutDown,
  session_info_changed: alive,
  session_compact: alive,
  agent_start: prompted,
  // Not final: the agent may go on by itself. Only the plugin knows whether an
  // agent_settled will follow, which old versions lack.
  agent_end: (hook) => (fieldOf(hook.fields, "final") === true ? settled(hook) : {}),
  agent_settled: settled,
  tool_execution_start: toolStarting,
  tool_execution_end: toolEnded,
  ui_prompt_start: uiPromptStarted,
  ui_prompt_end: uiPromptEnded,
};

/**
 * pi (extensions page of 1.5.2). Our extension pipes
 * `{event, session_id, cwd, pid, at_ms, …}` with the event's small fields: `reason` and
 * `previousSessionFile` of session_start and session_shutdown; `aborted` of
 * agent_settled, and `error` when the last message ended in one; `final: true`
 * on agent_end where the version has no agent_settled; `title` of
 * ui_prompt_start; `idle: true` on ui_prompt_end when no turn runs; `tool_name`
 * of tool_execution_*.
 */
export const report: ReadHook = (payload) => pluginReports("pi", RULES, payload);
