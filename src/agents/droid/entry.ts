import type { Entry } from "../agent.ts";

/** Factory Droid: heard by hooks, and by its file of the session. */
export const droid: Entry = {
  name: "droid",
  agentType: "droid",
  marks: { transcriptFolder: "factory", hookVariable: "DROID_PROJECT_DIR" },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: () => import("./records.ts"),
};
