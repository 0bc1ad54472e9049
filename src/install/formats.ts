import type { HookEvent } from "../agents/events.ts";
import type { HookFormat } from "./entries.ts";
import type { JsonObject } from "./json.ts";

/** The name our entries go by where an agent shows one. */
export const NAME = "agent-console";

function group(hook: HookEvent, handler: JsonObject): JsonObject {
  return { ...matcher(hook), hooks: [handler] };
}

function matcher(hook: HookEvent): JsonObject {
  return hook.matcher === undefined ? {} : { matcher: hook.matcher };
}

/** Claude Code's shape, which most others took over: groups of handlers, each group with a matcher. */
export const GROUPS: HookFormat = {
  path: ["hooks"],
  base: {},
  entry: (hook, command) => group(hook, { type: "command", command, timeout: hook.timeoutSeconds }),
};

/** Since 0.136 Droid's own file is the bare map (static reading of 0.223.0). */
export const BARE_GROUPS: HookFormat = { ...GROUPS, path: [] };

/** Milliseconds, and a name for the /hooks panel (gemini-cli docs/hooks/reference.md, 2026-08). */
export const GEMINI_GROUPS: HookFormat = {
  ...GROUPS,
  entry: (hook, command) =>
    group(hook, { name: NAME, type: "command", command, timeout: hook.timeoutSeconds * 1000 }),
};

/** Flat: nested groups do not fire in cursor-agent (cursor.com/docs/hooks, 2026-08). */
export const CURSOR_ENTRIES: HookFormat = {
  path: ["hooks"],
  base: { version: 1 },
  entry: (hook, command) => ({ command, ...matcher(hook), timeout: hook.timeoutSeconds }),
};

/** Flat, with a command per shell (github/docs hooks-reference.md, 2026). */
export const COPILOT_ENTRIES: HookFormat = {
  path: ["hooks"],
  base: { version: 1 },
  entry: (hook, command) => ({
    type: "command",
    ...matcher(hook),
    bash: command,
    timeoutSec: hook.timeoutSeconds,
  }),
};

/** One list, timeout in seconds (kiro.dev/docs/cli/v3/hooks, 2026-10). */
export const KIRO_ENTRIES: HookFormat = {
  path: ["hooks"],
  isOneList: true,
  base: { version: "v1" },
  entry: (hook, command) => ({
    name: `${NAME}-${hook.event}`,
    trigger: hook.event,
    ...matcher(hook),
    action: { type: "command", command },
    timeout: hook.timeoutSeconds,
    enabled: true,
  }),
};
