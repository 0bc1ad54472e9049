import type { Entry } from "../agent.ts";

/** Kimi Code: heard by the hooks in its config.toml. */
export const kimi: Entry = {
  name: "kimi",
  agentType: "kimi",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
