import type { Install } from "../facets/install.ts";
import { GROUPS, NAME, RESTART, since } from "../shape/hook-groups.ts";

// Without it Goose takes a folder for no plugin.
const MANIFEST = {
  name: NAME,
  version: "1.0.0",
  description: "Tells agent-console what this session is doing",
};

/** Where Goose's hooks go: a plugin folder of our own. */
export const install: Install = {
  filesFolder: ".agents/plugins/agent-console",
  files: [
    { kind: "hooks", path: "hooks/hooks.json", format: GROUPS, shell: "posix" },
    { kind: "manifest", path: "plugin.json", manifest: MANIFEST },
  ],
  hooks: [
    ...since("1.38.0", "SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse"),
    ...since("1.38.0", "PostToolUse", "PostToolUseFailure", "Stop"),
  ],
  restart: RESTART,
  notes: ({ version }) => ({
    last: version === null ? ["Goose reads this folder from version 1.38 on"] : [],
  }),
};
