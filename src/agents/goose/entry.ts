import type { Entry } from "../agent.ts";

/** Goose: heard by the hooks of a plugin folder. */
export const goose: Entry = {
  name: "goose",
  agentType: "goose",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
