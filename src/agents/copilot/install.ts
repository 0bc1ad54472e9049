import type { HookFormat, Install } from "../facets/install.ts";
import { every, matcherOf, only, RESTART } from "../shape/hook-groups.ts";

// Flat, with a command per shell (github/docs hooks-reference.md, 2026).
const FORMAT: HookFormat = {
  path: ["hooks"],
  base: { version: 1 },
  entry: (hook, command) => ({
    type: "command",
    ...matcherOf(hook),
    bash: command,
    timeoutSec: hook.timeoutSeconds,
  }),
};

/** Where Copilot CLI's hooks go: a file of our own. Left out: the gate before a permission. */
export const install: Install = {
  files: [{ kind: "hooks", path: "hooks/agent-console.json", format: FORMAT, shell: "posix" }],
  // In PascalCase, as only then do payloads say which event they are. The last
  // three are told apart in either spelling, and documented in this one.
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PostToolUse"),
    ...every("PostToolUseFailure", "PreCompact", "Stop", "ErrorOccurred"),
    // A failing PreToolUse hook denies the tool: only for the tool that asks the user.
    only("ask_user|AskUserQuestion", "PreToolUse"),
    ...every("notification", "subagentStart", "subagentStop"),
  ],
  restart: RESTART,
};
