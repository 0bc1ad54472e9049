import type { Facts } from "../agent.ts";

/** Crush, as people and tools are told of it. */
export const agent: Facts = {
  title: "Crush",
  label: "Crush",
  capabilities: {
    question: "partly",
    turnEnd: "partly",
    interrupt: "partly",
    close: "partly",
    background: "no",
  },
  limits: [
    "Known from the code of 0.90.0 and from its documentation alone, not run.",
    "Before 0.99 only tools are told: it shows as working until its process is gone.",
    "Subagents run no hooks.",
  ],
  seen: null,
  resume: ["crush", "--session"],
  programs: ["crush"],
  variables: [
    ["CRUSH_GLOBAL_CONFIG", ""],
    ["XDG_CONFIG_HOME", "crush"],
  ],
  folder: ".config/crush",
  install: () => import("./install.ts"),
};
