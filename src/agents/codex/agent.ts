import type { Agent } from "../agent.ts";
import { textOf } from "../shape/fields.ts";

/** Codex CLI: heard by hooks, which its user must trust, and its rollouts. */
export const codex: Agent = {
  name: "codex",
  agentType: "codex",
  title: "Codex CLI",
  label: "Codex",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "partly",
  },
  limits: [
    "Hooks run only after they were trusted: until then nothing is reported.",
    "A session appears with its first prompt, not at launch.",
    "A turn that fails with an API error fires no event: its end shows once somebody looks.",
    "Granting a permission fires no event: the question stands until the tool has run.",
    "With the app-server daemon the end of a session is told up to a minute late.",
  ],
  seen: { version: "0.169.0", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["codex", "resume"],
  programs: ["codex"],
  variables: [["CODEX_HOME", ""]],
  folder: ".codex",
  marks: {
    hasShape: (fields) =>
      textOf(fields, "turn_id") !== undefined && textOf(fields, "model") !== undefined,
    transcriptFolder: "codex",
  },
  server: /\bapp-server\b/,
  facets: {
    hooks: () => import("./hooks.ts"),
    records: () => import("./records.ts"),
    install: () => import("./install.ts"),
  },
};
