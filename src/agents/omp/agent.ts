import type { Facts } from "../agent.ts";

/** oh-my-pi, as people and tools are told of it. */
export const agent: Facts = {
  title: "oh-my-pi",
  label: "oh-my-pi",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "yes",
    background: "yes",
  },
  limits: [
    "It asks for no permission unless it is told to (tools.approvalMode).",
    "Leaving a plan's review without a choice tells nobody: it stays a question until the next prompt.",
    "Versions before 18 have other events: not known.",
    "A killed process fires no session_shutdown: the end shows when the process is gone.",
    "Nothing is answered from the hub: an extension's handler is waited for before the dialog, which takes no answer but its person's (read in 18.2.3).",
  ],
  seen: { version: "18.2.3", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["omp", "--resume"],
  programs: ["omp"],
  variables: [["PI_CODING_AGENT_DIR", ""]],
  folder: ".omp/agent",
  install: () => import("./install.ts"),
};
