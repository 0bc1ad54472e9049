import type { Install } from "../facets/install.ts";
import { every, RESTART, since } from "../shape/hook-groups.ts";

const NO_VERSION =
  "Kimi Code did not say its version: what only newer ones tell is left out, run install again";

/** Where Kimi Code's hooks go. One name that a version does not know voids all hooks of the file. */
export const install: Install = {
  files: [{ kind: "tables", path: "config.toml", table: "hooks", shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("PostToolUseFailure", "Stop", "StopFailure", "SubagentStop"),
    ...every("PreCompact", "PostCompact", "Notification"),
    ...since("0.8.0", "PermissionRequest", "PermissionResult"),
    ...since("0.14.0", "Interrupt"),
    ...since("0.32.0", "TurnStarted", "TaskStarted"),
  ],
  restart: RESTART,
  notes: ({ version }) => ({ last: version === null ? [NO_VERSION] : [] }),
};
