import type { Entry } from "../agent.ts";

/** Crush: heard by hooks, of which older versions have one. */
export const crush: Entry = {
  name: "crush",
  agentType: "crush",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
