import type { Facts } from "../agent.ts";

/** GitHub Copilot CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "GitHub Copilot CLI",
  label: "Copilot CLI",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "yes",
    background: "partly",
  },
  limits: [
    "A session appears with its first prompt, not at launch.",
    "Esc, an answered approval and a failed turn are told by its file of events: where the hub can't read that, they show with the next event.",
    "A turn's end is told 0.7 s late, as a queued prompt may follow and nothing tells of that.",
    "Background shells are not counted.",
    "Before 1.0.25 each turn ended with sessionEnd: the session closes and reopens.",
    "Nothing is answered from the hub: its permissionRequest hook is waited for, with no dialog on the screen until it has ended (1.0.102).",
  ],
  seen: { version: "1.0.102", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["copilot", "--resume"],
  programs: ["copilot"],
  variables: [["COPILOT_HOME", ""]],
  folder: ".copilot",
  install: () => import("./install.ts"),
};
