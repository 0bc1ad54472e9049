import type { Agent } from "../agent.ts";

/** Kiro CLI: heard by hooks. */
export const kiro: Agent = {
  name: "kiro",
  agentType: "kiro",
  title: "Kiro CLI",
  label: "Kiro",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "no",
    background: "no",
  },
  limits: [
    "No event tells that it waits for an approval: it shows as working.",
    "No event for an interrupt, an error or the session's end: the end shows when the process is gone.",
    "Before version 3 only the agents that carry the hook report.",
  ],
  seen: null,
  programs: ["kiro-cli"],
  variables: [],
  folder: ".kiro",
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
