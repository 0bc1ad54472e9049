import type { Entry } from "../agent.ts";

/** Auggie, Augment's agent: heard by hooks. */
export const auggie: Entry = {
  name: "auggie",
  agentType: "auggie",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
