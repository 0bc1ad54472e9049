import type { Agent } from "../agent.ts";

/** Claude Code: heard by hooks, its record of each process and its transcripts. */
export const claude: Agent = {
  name: "claude",
  agentType: "claudecode",
  title: "Claude Code",
  label: "Claude Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "yes",
  },
  limits: [
    "Esc fires no event (anthropics/claude-code#9516): it shows once somebody looks, by Claude Code's own records, else by the idle prompt a minute later.",
    "Turning down a permission fires no event: it shows once somebody looks, else with the next step, prompt or idle prompt.",
    "Granting a permission fires no event: it shows once somebody looks, else when the tool has run.",
    "A killed process fires no SessionEnd: the end shows when the process is gone.",
  ],
  seen: { version: "2.1.332", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["claude", "--resume"],
  programs: ["claude"],
  variables: [["CLAUDE_CONFIG_DIR", ""]],
  folder: ".claude",
  registry: "sessions",
  isBorrowed: true,
  marks: { transcriptVariable: "CLAUDE_CONFIG_DIR", transcriptFolder: "claude" },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: () => import("./records.ts"),
    install: () => import("./install.ts"),
  },
};
