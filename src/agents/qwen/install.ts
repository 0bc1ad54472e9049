import type { Install } from "../facets/install.ts";
import { every, GROUPS, RESTART } from "../shape/hook-groups.ts";

/** Where Qwen Code's hooks go. */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("PostToolUseFailure", "PostToolBatch", "PermissionRequest", "PermissionDenied"),
    ...every("Notification", "Stop", "StopFailure", "SubagentStart", "SubagentStop"),
    ...every("PreCompact", "PostCompact"),
  ],
  offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
  restart: RESTART,
};
