import type { Entry } from "../agent.ts";

/** Gemini CLI: heard by hooks and its chat file. */
export const gemini: Entry = {
  name: "gemini",
  agentType: "gemini",
  marks: { transcriptFolder: "gemini", hookVariable: "GEMINI_SESSION_ID" },
  runsInTerminals: true,
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: () => import("./records.ts"),
};
