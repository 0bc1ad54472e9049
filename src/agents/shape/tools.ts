import { toOneLine, truncate } from "../../protocol/text.ts";
import { type Fields, fieldOf, fieldsOf, listOf, textOf } from "./fields.ts";

// A line for a person; the wire would take 1,000 characters.
const MAX_MESSAGE_LENGTH = 300;
// Where a tool says what it will do, best first. None holds a prompt or a file's content.
const TELLING = ["command", "file_path", "notebook_path", "absolute_path", "path", "url"] as const;
const TELLING_LESS = ["query", "pattern", "description"] as const;
const MAX_HASHED_LENGTH = 4096;

/** Tools that are themselves a question to the user, by name -> the reason they give. */
export const ASKING_TOOLS: Readonly<Record<string, "question" | "plan">> = {
  AskUserQuestion: "question",
  ExitPlanMode: "plan",
  ask_question: "question",
  ask_user: "question",
  ask_user_question: "question",
  exit_plan_mode: "plan",
  request_user_input: "question",
};

/** The first line of the text that says something, short and safe to print; null for none. */
export function lineOf(text: string | undefined): string | null {
  const line = text?.slice(0, 10 * MAX_MESSAGE_LENGTH).match(/^.*\S.*$/m)?.[0] ?? "";
  return truncate(toOneLine(line), MAX_MESSAGE_LENGTH) || null;
}

/** What a tool is about to do: `Bash: npm test`; the tool's name alone when its input tells nothing. */
export function toolLine(name: string, input: Fields): string | null {
  const telling = lineOf(textOf(input, ...TELLING, ...TELLING_LESS));
  // Codex hands a whole patch over as a command.
  if (telling === null || telling.startsWith("*** Begin Patch")) return lineOf(name);
  return lineOf(`${name}: ${telling}`);
}

/** What an asking tool asks: the question itself, or the first line of the plan. */
export function askedLine(name: string, input: Fields): string | null {
  const first = fieldsOf(listOf(input, "questions")?.[0]);
  const asked = textOf(first, "question", "header") ?? textOf(input, "question", "message", "plan");
  return lineOf(asked?.replace(/^[\s#]+/, "")) ?? lineOf(name);
}

/**
 * The name under which the question about one tool call is open. The same for
 * the call's every event, with no id to go by (Claude's PermissionRequest has
 * none): the tool and a hash of what it will do. Asking tools go by their kind
 * alone: their input gains the answers on the way, and Copilot calls the same
 * tool by two names.
 */
export function toolKey(name: string, input: Fields): string {
  if (Object.hasOwn(ASKING_TOOLS, name)) return `tool:${ASKING_TOOLS[name]}`;
  return `tool:${keyPart(name)}:${hashOf(textOf(input, ...TELLING) ?? scalarsOf(input))}`;
}

/** Text as part of a question's name: itself when short and plain, else its hash. */
export function keyPart(text: string): string {
  return /^[\w.:@/-]{1,64}$/.test(text) ? text : hashOf(text);
}

function scalarsOf(input: Fields): string {
  return Object.keys(input)
    .map((name) => [name, fieldOf(input, name)] as const)
    .filter(([, value]) => typeof value !== "object")
    .map(([name, value]) => `${name}=${String(value)}`)
    .join("\n");
}

// FNV-1a: names must differ, nobody attacks them.
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length && i < MAX_HASHED_LENGTH; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return ((hash ^ text.length) >>> 0).toString(16);
}
