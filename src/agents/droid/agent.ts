import type { Agent } from "../agent.ts";

/** Factory Droid: heard by hooks. */
export const droid: Agent = {
  name: "droid",
  agentType: "droid",
  title: "Factory Droid",
  label: "Droid",
  capabilities: {
    question: "partly",
    turnEnd: "yes",
    interrupt: "no",
    close: "partly",
    background: "no",
  },
  limits: [
    "Permission prompts are told by a notification that names no tool: the end of any tool ends the question.",
    "No event for an interrupt or a failed turn is known.",
    "Subagents and background tasks are not counted.",
  ],
  seen: { version: "0.215", date: "2026-11-25", how: "`droid exec` only, scripted model" },
  programs: ["droid"],
  // The variable stands in for the home, not for the folder in it.
  variables: [["FACTORY_HOME_OVERRIDE", ".factory"]],
  folder: ".factory",
  marks: { transcriptFolder: "factory", hookVariable: "DROID_PROJECT_DIR" },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
