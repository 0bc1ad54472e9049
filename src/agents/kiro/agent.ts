import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Kiro CLI, as people and tools are told of it. */
export const agent: Facts = {
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
    LIMITS.approval,
    "No event for an interrupt, an error or the session's end: the end shows when the process is gone.",
    "Before version 3 only the agents that carry the hook report.",
  ],
  seen: null,
  programs: ["kiro-cli"],
  variables: [],
  folder: ".kiro",
  install: () => import("./install.ts"),
};
