import type { Entry } from "../agent.ts";

/** Cursor, the editor and cursor-agent: heard by hooks. */
export const cursor: Entry = {
  name: "cursor",
  agentType: "cursor",
  isBorrowed: true,
  marks: {
    field: "cursor_version",
    transcriptFolder: "cursor",
    hookVariable: "CURSOR_VERSION",
  },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
