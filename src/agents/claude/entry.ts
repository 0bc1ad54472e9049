import type { Entry } from "../agent.ts";

/** Claude Code: heard by hooks, its record of each process and its transcripts. */
export const claude: Entry = {
  name: "claude",
  agentType: "claudecode",
  isBorrowed: true,
  marks: { transcriptVariable: "CLAUDE_CONFIG_DIR", transcriptFolder: "claude" },
  pidVariable: "CLAUDE_PID",
  homeVariable: "CLAUDE_CONFIG_DIR",
  registry: { folder: ".claude", below: "sessions" },
  // `bash -c source …/snapshot.sh … && eval '<command>' < /dev/null && …` (2.1.332).
  commandAfter: " eval ",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  answers: () => import("./answers.ts"),
  records: () => import("./records.ts"),
};
