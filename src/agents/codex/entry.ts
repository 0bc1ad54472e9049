import type { Entry } from "../agent.ts";
import { textOf } from "../shape/fields.ts";

/** Codex CLI: heard by hooks, which its user must trust, its rollouts and its app-server. */
export const codex: Entry = {
  name: "codex",
  agentType: "codex",
  marks: {
    hasShape: (fields) =>
      textOf(fields, "turn_id") !== undefined && textOf(fields, "model") !== undefined,
    transcriptFolder: "codex",
  },
  server: "app-server",
  homeVariable: "CODEX_HOME",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: () => import("./records.ts"),
  feed: () => import("./feed.ts"),
  serverAnswers: () => import("./server-answers.ts"),
};
