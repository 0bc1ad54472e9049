import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

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
    LIMITS.permission,
    "No event for an interrupt is known.",
    "A failed turn is told by its file of the session: where the hub can't read that, it shows as done.",
    "Subagents and background tasks are not counted.",
    "Nothing is answered from the hub: its terminal wants a login, so nobody has seen whether its dialog would stand meanwhile.",
  ],
  seen: { version: "0.215", date: "2026-11-26", how: "`droid exec` only, scripted model" },
  programs: ["droid"],
  // The variable stands in for the home, not for the folder in it.
  variables: [["FACTORY_HOME_OVERRIDE", ".factory"]],
  folder: ".factory",
  install: () => import("./install.ts"),
};
