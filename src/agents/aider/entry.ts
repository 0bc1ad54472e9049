import type { Entry } from "../agent.ts";

/** Aider: heard by its one command for notifications. */
export const aider: Entry = {
  name: "aider",
  agentType: "aider",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
