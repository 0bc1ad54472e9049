import type { Install } from "../facets/install.ts";
import { every, groupsOf, NAME, RESTART } from "../shape/hook-groups.ts";
import { TRUST } from "./trust.ts";

// Milliseconds, and a name for the /hooks panel (gemini-cli docs/hooks/reference.md, 2026-08).
const FORMAT = groupsOf((hook, command) => ({
  name: NAME,
  type: "command",
  command,
  timeout: hook.timeoutSeconds * 1000,
}));

/**
 * Where Gemini CLI's hooks go. Left out: AfterModel fires for each chunk of
 * output, PreCompress for each request to the model, which waits for it.
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: FORMAT, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "BeforeAgent", "AfterAgent", "BeforeTool", "AfterTool"),
    ...every("Notification"),
  ],
  offSwitches: [
    { file: "settings.json", path: ["hooksConfig", "enabled"], when: false },
    { file: "settings.json", path: ["hooksConfig", "disabled"], when: NAME },
  ],
  restart: RESTART,
  trust: TRUST,
};
