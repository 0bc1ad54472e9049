import type { Install } from "../facets/install.ts";
import { PI_BODY } from "./plugin.ts";

/** Where pi's extension goes. */
export const install: Install = {
  files: [{ kind: "plugin", path: "extensions/agent-console.ts", plugin: { body: PI_BODY } }],
  hooks: [],
  restart: "type /reload in running pi sessions, or restart them",
};
