import type { Facts } from "../agent.ts";

/** Factory Droid, as people and tools are told of it. */
export const agent: Facts = {
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
  install: () => import("./install.ts"),
};
