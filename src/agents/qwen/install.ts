import type { Install } from "../facets/install.ts";
import { aside, every, GROUPS, RESTART, until } from "../shape/hook-groups.ts";

// The version that was read and run. It leaves ten at a time to themselves and drops
// the next: not those that alone tell of something. Esc ends them.
const ASIDE = "0.24.4";

/** Where Qwen Code's hooks go. */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit"),
    ...aside(ASIDE, every("PreToolUse")),
    // PreToolUse comes after the approval and answers it, PostToolBatch tells the end.
    ...until(ASIDE, every("PostToolUse")),
    ...every("PostToolUseFailure", "PostToolBatch", "PermissionRequest", "PermissionDenied"),
    ...every("Notification", "Stop", "StopFailure", "SubagentStart", "SubagentStop"),
    ...every("PreCompact", "PostCompact"),
  ],
  offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
  restart: RESTART,
};
