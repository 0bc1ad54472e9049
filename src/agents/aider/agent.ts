import type { Facts } from "../agent.ts";

/** Aider, as people and tools are told of it. */
export const agent: Facts = {
  title: "Aider",
  label: "Aider",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "no",
    background: "no",
  },
  limits: [
    "It tells only that it waits: what it works on, and when it goes on, is not reported.",
    "A question to confirm looks like a finished turn.",
    "The end shows when the process is gone.",
  ],
  seen: { version: "0.86.2", date: "2026-11-25", how: "in a terminal, scripted model" },
  programs: ["aider"],
  variables: [],
  folder: ".aider",
  traces: [".aider.conf.yml"],
  install: () => import("./install.ts"),
};
