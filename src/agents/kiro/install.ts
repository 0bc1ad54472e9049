import type { HookFormat, Install } from "../facets/install.ts";
import { every, matcherOf, NAME, RESTART } from "../shape/hook-groups.ts";

// One list, timeout in seconds (kiro.dev/docs/cli/v3/hooks, 2026-10).
const FORMAT: HookFormat = {
  path: ["hooks"],
  isOneList: true,
  base: { version: "v1" },
  entry: (hook, command) => ({
    name: `${NAME}-${hook.event}`,
    trigger: hook.event,
    ...matcherOf(hook),
    action: { type: "command", command },
    timeout: hook.timeoutSeconds,
    enabled: true,
  }),
};

/** Where Kiro's hooks go: a file of our own. */
export const install: Install = {
  files: [{ kind: "hooks", path: "hooks/agent-console.json", format: FORMAT, shell: "any" }],
  // Triggers of version 3; 2.x has agentSpawn, userPromptSubmit, … in each agent's file.
  hooks: every("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop"),
  restart: RESTART,
  notes: () => ({ last: ["Kiro reads this file from version 2.13 on"] }),
};
