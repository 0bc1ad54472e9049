import type { Install } from "../facets/install.ts";
import { every, groupsOf, RESTART } from "../shape/hook-groups.ts";

// Milliseconds (hooks page of 2026).
const FORMAT = groupsOf((hook, command) => ({
  type: "command",
  command,
  timeout: hook.timeoutSeconds * 1000,
}));

/** Where Auggie's hooks go. Notification is in its schema, and nothing sends it (0.36.0). */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: FORMAT, shell: "posix" }],
  hooks: every("SessionStart", "SessionEnd", "PromptSubmit", "PreToolUse", "PostToolUse", "Stop"),
  restart: RESTART,
  notes: () => ({ last: ["Auggie runs hooks only where Augment has switched them on"] }),
};
