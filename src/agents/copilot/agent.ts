import type { Agent } from "../agent.ts";
import { fieldOf, textOf } from "../shape/fields.ts";

/** GitHub Copilot CLI: heard by hooks. */
export const copilot: Agent = {
  name: "copilot",
  agentType: "copilot",
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
    "Permission prompts are told by a notification that names no tool: the end of any tool ends the question.",
    "The general-purpose subagent fires no events: it is not counted.",
    "No event for an interrupt is known.",
    "Before 1.0.25 each turn ended with sessionEnd: the session closes and reopens.",
  ],
  seen: { version: "1.0.102", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["copilot", "--resume"],
  programs: ["copilot"],
  variables: [["COPILOT_HOME", ""]],
  folder: ".copilot",
  marks: {
    hasShape: (fields) => textOf(fields, "sessionId") !== undefined,
    transcriptFolder: "copilot",
    // Under Claude's event names. Claude Code dates nothing and always names a transcript.
    lacksMarks: (fields) =>
      typeof fieldOf(fields, "timestamp") === "string" && !Object.hasOwn(fields, "transcript_path"),
  },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
