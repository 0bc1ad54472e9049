import type { HookFormat, Install } from "../facets/install.ts";
import { every, matcherOf } from "../shape/hook-groups.ts";

// Flat: nested groups do not fire in cursor-agent (cursor.com/docs/hooks, 2026-08).
const FORMAT: HookFormat = {
  path: ["hooks"],
  base: { version: 1 },
  entry: (hook, command) => ({ command, ...matcherOf(hook), timeout: hook.timeoutSeconds }),
};

/**
 * Where Cursor's hooks go. Left out: the gates before a command, which can deny it,
 * and subagents, which its payloads do not tell apart.
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "hooks.json", format: FORMAT, shell: "any" }],
  // One unknown name voids the whole file in cursor-agent: documented names only.
  hooks: [
    ...every("sessionStart", "sessionEnd", "beforeSubmitPrompt", "preToolUse", "postToolUse"),
    ...every("postToolUseFailure", "stop"),
  ],
  restart: "restart Cursor and running cursor-agent sessions",
};
