import type { Entry } from "../agent.ts";
import { textOf } from "../shape/fields.ts";

/** Grok Build: heard through the hooks of Claude Code and Cursor, which it runs too. */
export const grok: Entry = {
  name: "grok",
  agentType: "grok",
  marks: {
    // It and Copilot write camelCase; it alone names the event so, in either spelling,
    // and the workspace.
    hasShape: (fields, env) => {
      const id = textOf(fields, "sessionId");
      if (id === undefined) return false;
      const isOwn = textOf(fields, "hookEventName", "workspaceRoot") !== undefined;
      return isOwn || env.GROK_HOOK_EVENT !== undefined || id === env.GROK_SESSION_ID;
    },
    transcriptFolder: "grok",
    hookVariable: "GROK_HOOK_EVENT",
  },
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  records: undefined,
};
