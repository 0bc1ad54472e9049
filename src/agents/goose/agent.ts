import type { Agent } from "../agent.ts";

/** Goose: heard by the hooks of a plugin folder. */
export const goose: Agent = {
  name: "goose",
  agentType: "goose",
  title: "Goose",
  label: "Goose",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "yes",
    background: "no",
  },
  limits: [
    "No event tells that it waits for an approval: it shows as working.",
    "No event for an interrupt or a failed turn is known.",
    "The working directory shows with the first tool.",
  ],
  seen: null,
  programs: ["goose"],
  variables: [["XDG_CONFIG_HOME", "goose"]],
  folder: ".config/goose",
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
