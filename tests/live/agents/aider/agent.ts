import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

const QUIET = [
  "--no-check-update",
  "--no-show-release-notes",
  "--analytics-disable",
  "--no-show-model-warnings",
  "--no-gitignore",
  "--no-git",
  "--no-suggest-shell-commands",
];

export const aider: LiveAgent = {
  name: "aider",
  title: "Aider",
  installs: "aider",
  source: { pypi: "aider-chat", version: "0.86.2" },
  program: "aider",
  args: ["--model", "openai/scripted", ...QUIET],
  hasTools: false,
  env: ({ model }) => ({
    OPENAI_API_KEY: "made-up",
    OPENAI_API_BASE: `${model}/v1`,
    LITELLM_LOCAL_MODEL_COST_MAP: "True",
  }),
  prepare: async () => {},
  scenarios,
};
