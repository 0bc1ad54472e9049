import type { Install } from "../facets/install.ts";
import { OMP_BODY } from "./plugin.ts";

/** Where oh-my-pi's extension goes. */
export const install: Install = {
  files: [{ kind: "plugin", path: "extensions/agent-console.ts", plugin: { body: OMP_BODY } }],
  hooks: [],
  restart: "restart its running sessions: extensions are loaded at the start",
};
