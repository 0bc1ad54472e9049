import type { Entry } from "../agent.ts";

/** Qwen Code: heard by hooks of Claude Code's shape and its chat file. */
export const qwen: Entry = {
  name: "qwen",
  agentType: "qwen",
  marks: { transcriptFolder: "qwen", hookVariable: "QWEN_PROJECT_DIR" },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: () => import("./records.ts"),
};
