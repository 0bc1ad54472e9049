import type { Entry } from "../agent.ts";

/** pi: heard by an extension. */
export const pi: Entry = {
  name: "pi",
  agentType: "pi",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
