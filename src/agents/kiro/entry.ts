import type { Entry } from "../agent.ts";

/** Kiro CLI: heard by hooks. */
export const kiro: Entry = {
  name: "kiro",
  agentType: "kiro",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
