import type { Install } from "../facets/install.ts";
import { every, GROUPS, RESTART, since } from "../shape/hook-groups.ts";

/**
 * Where Claude Code's hooks go. Left out on purpose: events on which a hook
 * changes what it does (WorktreeCreate), that fire for each chunk of output
 * (MessageDisplay), or that tell nothing about the state.
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("Notification", "Stop", "SubagentStop", "PreCompact"),
    // Before 2.1.101 one unknown name voided the whole file: hence the versions,
    // and that one for events whose first version is not known for sure.
    ...since("2.0.43", "SubagentStart"),
    ...since("2.0.45", "PermissionRequest"),
    ...since("2.1.76", "Elicitation", "ElicitationResult", "PostCompact"),
    ...since("2.1.78", "StopFailure"),
    ...since("2.1.101", "PostToolUseFailure", "PostToolBatch", "PermissionDenied", "CwdChanged"),
  ],
  offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
  restart: RESTART,
};
