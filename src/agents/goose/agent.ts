import type { Facts } from "../agent.ts";

/** Goose, as people and tools are told of it. */
export const agent: Facts = {
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
  install: () => import("./install.ts"),
};
