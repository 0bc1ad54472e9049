import type { Agent } from "../agent.ts";
import { textOf } from "../shape/fields.ts";

/** Grok Build: heard through the hooks of Claude Code and Cursor, which it runs too. */
export const grok: Agent = {
  name: "grok",
  agentType: "grok",
  title: "Grok Build",
  label: "Grok Build",
  capabilities: {
    question: "partly",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "partly",
  },
  limits: [
    "It is seen only through the hooks of Claude Code and Cursor, which it runs too.",
    "Permission prompts are told by a notification that names no tool: the end of any tool ends the question.",
    "Only newer versions tell of an interrupt.",
  ],
  seen: null,
  programs: ["grok"],
  variables: [],
  folder: ".grok",
  marks: {
    // It and Copilot write camelCase; it alone writes its events in snake_case.
    hasShape: (fields, env) => {
      const id = textOf(fields, "sessionId");
      const event = textOf(fields, "hookEventName") ?? env.GROK_HOOK_EVENT ?? "";
      return id !== undefined && (/^[a-z_]+$/.test(event) || id === env.GROK_SESSION_ID);
    },
    transcriptFolder: "grok",
    hookVariable: "GROK_HOOK_EVENT",
  },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: undefined,
  },
};
