import type { Entry } from "../agent.ts";

/** Kilo, built on OpenCode: heard by a plugin on its event bus. */
export const kilo: Entry = {
  name: "kilo",
  agentType: "kilo",
  agent: () => import("./agent.ts"),
  hooks: () => import("./hooks.ts"),
  answers: async () => ({ answers: (await import("../shape/opencode-answers.ts")).busAnswers }),
  records: undefined,
};
