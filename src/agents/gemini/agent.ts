import type { Facts } from "../agent.ts";

/** Gemini CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "Gemini CLI",
  label: "Gemini CLI",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "no",
    close: "partly",
    background: "no",
  },
  limits: [
    "Esc fires no event (google-gemini/gemini-cli#25172): the session shows as working.",
    "An API error fires no event: the session shows as working.",
    "SessionEnd is best effort: the end may show only when the process is gone.",
  ],
  seen: { version: "0.61.0", date: "2026-11-25", how: "in a terminal, scripted model" },
  programs: ["gemini"],
  variables: [["GEMINI_CLI_HOME", ".gemini"]],
  folder: ".gemini",
  install: () => import("./install.ts"),
};
