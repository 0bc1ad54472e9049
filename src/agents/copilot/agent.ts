import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** GitHub Copilot CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "GitHub Copilot CLI",
  label: "Copilot CLI",
  capabilities: {
    question: "partly",
    turnEnd: "yes",
    interrupt: "no",
    close: "yes",
    background: "partly",
  },
  limits: [
    "Turning down a permission fires no event: the question stands until the next one.",
    LIMITS.permission,
    "The general-purpose subagent fires no events: it is not counted.",
    "No event for an interrupt is known.",
    "Before 1.0.25 each turn ended with sessionEnd: the session closes and reopens.",
  ],
  seen: { version: "1.0.102", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["copilot", "--resume"],
  programs: ["copilot"],
  variables: [["COPILOT_HOME", ""]],
  folder: ".copilot",
  install: () => import("./install.ts"),
};
