import type { Agent } from "../agent.ts";

/** Qwen Code: heard by hooks of Claude Code's shape. */
export const qwen: Agent = {
  name: "qwen",
  agentType: "qwen",
  title: "Qwen Code",
  label: "Qwen Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "no",
    close: "partly",
    background: "yes",
  },
  limits: [
    "No event for an interrupt is documented: the session shows as working until the idle prompt.",
    "API errors in headless mode fire no event.",
    "A killed process fires no SessionEnd: the end shows when the process is gone.",
  ],
  seen: { version: "0.24.4", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["qwen", "--resume"],
  programs: ["qwen"],
  variables: [["QWEN_HOME", ""]],
  folder: ".qwen",
  marks: { transcriptFolder: "qwen", hookVariable: "QWEN_PROJECT_DIR" },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
