import type { Entry } from "../agent.ts";

/** Cline CLI: heard by a script for each event. */
export const cline: Entry = {
  name: "cline",
  agentType: "cline",
  server: "cline-hub-daemon",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
