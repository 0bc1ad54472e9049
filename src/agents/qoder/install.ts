import type { Install } from "../facets/install.ts";
import { every, GROUPS, RESTART } from "../shape/hook-groups.ts";

/** Where Qoder's hooks go. Unknown events are dropped, WorktreeCreate would be asked for a folder. */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("PostToolUseFailure", "PermissionRequest", "PermissionDenied", "Notification"),
    ...every("Stop", "StopFailure", "SubagentStart", "SubagentStop", "PreCompact", "PostCompact"),
    ...every("Elicitation", "ElicitationResult"),
  ],
  offSwitches: [
    { file: "settings.json", path: ["disableAllHooks"], when: true },
    { file: "settings.json", path: ["hooksConfig", "enabled"], when: false },
  ],
  restart: RESTART,
};
