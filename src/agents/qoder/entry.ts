import type { Entry } from "../agent.ts";

/** Qoder CLI: heard by hooks of Claude Code's shape, with Claude Code's variable beside its own. */
export const qoder: Entry = {
  name: "qoder",
  agentType: "qoder",
  marks: { transcriptFolder: "qoder", hookVariable: "QODER_PROJECT_DIR" },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
