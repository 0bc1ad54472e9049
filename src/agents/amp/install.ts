import type { Install } from "../facets/install.ts";
import { AMP_BODY } from "./plugin.ts";

// Amp loads a plugin only with this as its first line.
const HEADER = "// @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now\n";

const plugin = { header: HEADER, body: AMP_BODY };

/** Where Amp's plugin goes. */
export const install: Install = {
  files: [{ kind: "plugin", path: "plugins/agent-console.ts", plugin }],
  hooks: [],
  restart: "run `plugins: reload` in running Amp sessions, or restart them",
};
