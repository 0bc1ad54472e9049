import type { HookFormat, Install } from "../facets/install.ts";
import { every, matcherOf, NAME, RESTART, since } from "../shape/hook-groups.ts";

// Flat, in seconds (internal/config of 0.90.0).
const FORMAT: HookFormat = {
  path: ["hooks"],
  base: {},
  entry: (hook, command) => ({
    name: NAME,
    ...matcherOf(hook),
    command,
    timeout: hook.timeoutSeconds,
  }),
};

/** Where Crush's hooks go. An event that a newer version does not know voids its configuration. */
export const install: Install = {
  files: [{ kind: "hooks", path: "crush.json", format: FORMAT, shell: "posix" }],
  hooks: [
    ...every("PreToolUse"),
    ...since("0.99.0", "SessionStart", "SessionEnd", "TurnStart", "TurnEnd", "StopFailure"),
    ...since("0.99.0", "Interrupt", "PostToolUse", "PostToolUseFailure", "PermissionRequest"),
    ...since("0.99.0", "PermissionResult", "PreCompact", "PostCompact"),
  ],
  restart: RESTART,
  notes: () => ({ last: ["Crush: hooks in a crushrc beside crush.json take the place of these"] }),
};
