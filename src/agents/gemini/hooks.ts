import type { ReadHook } from "../facets/hooks.ts";
import { toolStartingOrAsking } from "../shape/asking.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { type Fields, fieldOf, fieldsOf, textOf } from "../shape/fields.ts";
import type { Hook, Rule, Rules } from "../shape/hook.ts";
import {
  alive,
  ended,
  interrupted,
  NOTIFIED,
  prompted,
  started,
  toolEnded,
  toolOf,
  turnDone,
} from "../shape/rules.ts";
import { ASKING_TOOLS, keyPart, lineOf, toolKey, toolLine } from "../shape/tools.ts";

/** What a call will do, as its dialog and its input name it. */
const TELLING = ["command", "filePath", "file_path", "fileName", "toolName", "planPath"] as const;
/** Between an AfterAgent and the next BeforeAgent 0.61.0 was seen to take up to a second. */
const QUEUED_MS = 700;
/** Its dialog is notified by then, or nothing will tell of it. */
const NOTIFIED_MS = 5000;
/** The dialog's own title, where older versions had the question. */
const ASK_USER = "Ask User";

// Fires before the dialog (0.61.0) or after it (0.46.0), also of tools that need
// none. `ask_user` always asks, and only here is the question's text: its dialog
// shows, and is notified, once all hooks of this event have ended.
const toolBegins: Rule = (hook) => {
  const { name, input } = toolOf(hook.fields);
  if (name === "ask_user") return { ...toolStartingOrAsking(hook), hold_ms: NOTIFIED_MS };
  const message = toolLine(name, input);
  return { status: "working", reason: null, message, answers: askedKey(hook, input) };
};

/** The name of the question whether a call may run, by what it will do. */
function askedKey({ scope }: Hook, call: Fields, otherwise = ""): string {
  const telling = lineOf(textOf(call, ...TELLING));
  return `${scope}${NOTIFIED}:${keyPart(telling ?? otherwise)}`;
}

// Two calls of one answer are asked about one by one, and neither runs before both are granted.
const asked: Rule = (hook) => {
  const { fields, scope } = hook;
  if (textOf(fields, "notification_type") !== "ToolPermission") return undefined;
  const details = fieldsOf(fieldOf(fields, "details"));
  const kind = textOf(details, "type") ?? "";
  const title = lineOf(textOf(details, "title") ?? textOf(fields, "message"));
  if (kind === "ask_user") {
    const message = title === ASK_USER ? {} : { message: title };
    return { status: "question", reason: "question", ...message, asks: scope + toolKey(kind, {}) };
  }
  const telling = lineOf(textOf(details, ...TELLING));
  return {
    status: "question",
    reason: Object.hasOwn(ASKING_TOOLS, kind) ? ASKING_TOOLS[kind] : "permission",
    message: lineOf([title, telling].filter((part) => part !== null).join(": ")),
    asks: askedKey(hook, details, title ?? kind),
  };
};

const toolFinished: Rule = (hook) => {
  const { name } = toolOf(hook.fields);
  const response = fieldsOf(fieldOf(hook.fields, "tool_response"));
  // Esc: no AfterAgent follows.
  const said = textOf(response, "llmContent") ?? "";
  if (/^(<\w+>\s*)?Command was cancelled by user/.test(said)) return interrupted(hook);
  const answers = name === "ask_user" ? toolKey(name, {}) : `${NOTIFIED}*`;
  return { ...toolEnded(hook), answers: hook.scope + answers };
};

// After Esc and errors too: the chat file has told why, and may have been read already.
// A queued prompt begins its own turn right after it, of which nothing tells before.
const agentFinished: Rule = (hook) => {
  return { ...turnDone(hook), continues: true, hold_ms: QUEUED_MS };
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: ended,
  BeforeAgent: prompted,
  AfterAgent: agentFinished,
  BeforeTool: toolBegins,
  AfterTool: toolFinished,
  // Before each request to the model, whether or not anything is compressed (0.61.0).
  PreCompress: alive,
  Notification: asked,
};

/**
 * Gemini CLI (hooks reference of 2026-08, package 0.61.0 and its payloads). They
 * have Claude's base fields and names of their own for the events.
 */
export const report: ReadHook = (payload) => claudeShapedReports("gemini", RULES, payload);
