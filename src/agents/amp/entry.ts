import type { Entry } from "../agent.ts";

/** Amp: heard by a plugin. */
export const amp: Entry = {
  name: "amp",
  agentType: "amp",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
