import { type Fields, fieldOf, fieldsOf, textOf } from "./shape/fields.ts";

type Env = Readonly<Record<string, string | undefined>>;

// Agents whose hooks others run: Cursor, Grok Build, Copilot and older Droids
// read Claude Code's settings, Gemini CLI copies them, Grok reads Cursor's.
const BORROWED = new Set(["claude", "cursor"]);

// Folder of the home directory that a transcript is kept in -> whose it is.
const TRANSCRIPT_FOLDERS: Readonly<Record<string, string>> = {
  claude: "claude",
  codex: "codex",
  copilot: "copilot",
  cursor: "cursor",
  factory: "droid",
  gemini: "gemini",
  grok: "grok",
  qwen: "qwen",
};

// Set for hooks only. Qwen Code sets Gemini's too, and all set CLAUDE_PROJECT_DIR.
const HOOK_VARIABLES: readonly (readonly [string, string])[] = [
  ["CURSOR_VERSION", "cursor"],
  ["GROK_HOOK_EVENT", "grok"],
  ["DROID_PROJECT_DIR", "droid"],
  ["QWEN_PROJECT_DIR", "qwen"],
  ["GEMINI_SESSION_ID", "gemini"],
];

/**
 * The adapter that a payload is really for, given the one the hook was
 * installed for: another agent may have borrowed the hook. The payload decides
 * before the environment, which an agent started by another one inherits.
 */
export function identify(name: string, payload: unknown, env: Env): string {
  if (!BORROWED.has(name)) return name;
  const fields = fieldsOf(payload);
  return byPayload(fields, env) ?? byEnvironment(env) ?? byAbsence(fields) ?? name;
}

function byPayload(fields: Fields, env: Env): string | undefined {
  if (textOf(fields, "cursor_version") !== undefined) return "cursor";
  const camelId = textOf(fields, "sessionId");
  if (camelId !== undefined) {
    // Both write camelCase; Grok alone writes its events in snake_case.
    const event = textOf(fields, "hookEventName") ?? env.GROK_HOOK_EVENT ?? "";
    return /^[a-z_]+$/.test(event) || camelId === env.GROK_SESSION_ID ? "grok" : "copilot";
  }
  if (textOf(fields, "turn_id") !== undefined && textOf(fields, "model") !== undefined) {
    return "codex";
  }
  const transcript = textOf(fields, "transcript_path");
  return transcript === undefined ? undefined : byTranscript(transcript, env.CLAUDE_CONFIG_DIR);
}

function byTranscript(path: string, claudeHome: string | undefined): string | undefined {
  if (claudeHome && path.startsWith(claudeHome)) return "claude";
  const folder = /[\\/]\.([a-z]+)[\\/]/.exec(path)?.[1] ?? "";
  return Object.hasOwn(TRANSCRIPT_FOLDERS, folder) ? TRANSCRIPT_FOLDERS[folder] : undefined;
}

function byEnvironment(env: Env): string | undefined {
  return HOOK_VARIABLES.find(([variable]) => env[variable])?.[1];
}

// Copilot under Claude's event names. Claude Code dates nothing and always names a transcript.
function byAbsence(fields: Fields): string | undefined {
  const isDated = typeof fieldOf(fields, "timestamp") === "string";
  return isDated && !Object.hasOwn(fields, "transcript_path") ? "copilot" : undefined;
}
