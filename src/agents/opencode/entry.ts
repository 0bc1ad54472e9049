import type { Entry } from "../agent.ts";

/** OpenCode: heard by a plugin on its event bus. */
export const opencode: Entry = {
  name: "opencode",
  agentType: "opencode",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  answers: async () => ({ answers: (await import("../shape/opencode-answers.ts")).busAnswers }),
  records: undefined,
};
