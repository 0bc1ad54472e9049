import type { Install } from "../facets/install.ts";
import { OPENCODE_BODY } from "../shape/opencode-plugin.ts";

const plugin = { body: OPENCODE_BODY, answers: { since: "1.18.33" } };

/** Where OpenCode's plugin goes: in either of two folders. */
export const install: Install = {
  files: [
    { kind: "plugin", path: "plugins/agent-console.js", plugin },
    { kind: "plugin", path: "plugin/agent-console.js", plugin },
  ],
  isEither: true,
  hooks: [],
  restart: "restart OpenCode: it loads plugins only at its start",
};
