import type { ReadHook } from "../facets/hooks.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { fieldOf, fieldsOf, textOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import {
  alive,
  ended,
  NOTIFIED,
  notifiedToolEnded,
  prompted,
  started,
  toolStarting,
  turnDone,
} from "../shape/rules.ts";
import { ASKING_TOOLS, lineOf } from "../shape/tools.ts";

// One dialog at a time, and no tool runs meanwhile: BeforeTool comes after the answer.
const asked: Rule = ({ fields, scope }) => {
  if (textOf(fields, "notification_type") !== "ToolPermission") return undefined;
  const details = fieldsOf(fieldOf(fields, "details"));
  const kind = textOf(details, "type") ?? "";
  const telling = lineOf(textOf(details, "command", "filePath", "fileName", "toolName"));
  const title = lineOf(textOf(details, "title") ?? textOf(fields, "message"));
  return {
    status: "question",
    reason: Object.hasOwn(ASKING_TOOLS, kind) ? ASKING_TOOLS[kind] : "permission",
    message: lineOf([title, telling].filter((part) => part !== null).join(": ")),
    asks: scope + NOTIFIED,
  };
};

const RULES: Rules = {
  SessionStart: started,
  SessionEnd: ended,
  BeforeAgent: prompted,
  AfterAgent: turnDone,
  BeforeTool: toolStarting,
  AfterTool: notifiedToolEnded,
  // Before each request to the model, whether or not anything is compressed (0.61.0).
  PreCompress: alive,
  Notification: asked,
};

/**
 * Gemini CLI (hooks reference of 2026-08, package 0.61.0, captures of 0.46.0).
 * Its payloads have Claude's base fields and names of their own for the events.
 */
export const report: ReadHook = (payload) => claudeShapedReports("gemini", RULES, payload);
