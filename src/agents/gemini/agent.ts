import type { Agent } from "../agent.ts";

/** Gemini CLI: heard by hooks. */
export const gemini: Agent = {
  name: "gemini",
  agentType: "gemini",
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
  marks: { transcriptFolder: "gemini", hookVariable: "GEMINI_SESSION_ID" },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
