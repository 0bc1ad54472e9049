import type { HookFormat, Install } from "../facets/install.ts";
import { every, GROUPS, RESTART } from "../shape/hook-groups.ts";

// Since 0.136 Droid's own file is the bare map (static reading of 0.223.0).
const BARE_GROUPS: HookFormat = { ...GROUPS, path: [] };

/** Where Droid's hooks go: its own file, or the settings where older versions had them. */
export const install: Install = {
  files: [
    { kind: "hooks", path: "hooks.json", format: BARE_GROUPS, shell: "any" },
    { kind: "hooks", path: "settings.json", format: GROUPS, shell: "any" },
  ],
  isEither: true,
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("Notification", "Stop", "PreCompact"),
  ],
  offSwitches: [{ file: "settings.json", path: ["hooksDisabled"], when: true }],
  restart: RESTART,
};
