import type { Entry } from "../agent.ts";
import { fieldOf, textOf } from "../shape/fields.ts";

/** GitHub Copilot CLI: heard by hooks and its file of events. */
export const copilot: Entry = {
  name: "copilot",
  agentType: "copilot",
  marks: {
    hasShape: (fields) => textOf(fields, "sessionId") !== undefined,
    transcriptFolder: "copilot",
    // Under Claude's event names. Claude Code dates nothing and always names a transcript.
    lacksMarks: (fields) =>
      typeof fieldOf(fields, "timestamp") === "string" && !Object.hasOwn(fields, "transcript_path"),
  },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: () => import("./records.ts"),
};
