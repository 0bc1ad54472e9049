import type { Entry } from "../agent.ts";

/** oh-my-pi: heard by an extension. */
export const omp: Entry = {
  name: "omp",
  agentType: "omp",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
