import type { Entry } from "../agent.ts";
import { textOf } from "../shape/fields.ts";

/** Grok Build: heard through the hooks of Claude Code and Cursor, which it runs too. */
export const grok: Entry = {
  name: "grok",
  agentType: "grok",
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
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
