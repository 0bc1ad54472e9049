import type { Install } from "../facets/install.ts";
import { OPENCODE_BODY } from "../shape/opencode-plugin.ts";

const plugin = { body: OPENCODE_BODY, answers: { since: "7.7.7" } };

/** Where Kilo's plugin goes: in either of two folders. */
export const install: Install = {
  files: [
    { kind: "plugin", path: "plugins/agent-console.js", plugin },
    { kind: "plugin", path: "plugin/agent-console.js", plugin },
  ],
  isEither: true,
  hooks: [],
  restart: "restart Kilo: it loads plugins only at its start, and none with --pure",
};
