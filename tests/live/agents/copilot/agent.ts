import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

/** GitHub Copilot CLI with a provider of its person's own: no login is asked for. */
export const copilot: LiveAgent = {
  name: "copilot",
  title: "GitHub Copilot CLI",
  installs: "copilot",
  source: { npm: "@github/copilot" },
  program: "copilot",
  args: [],
  env: ({ model }) => ({
    COPILOT_OFFLINE: "true",
    COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
    COPILOT_PROVIDER_API_KEY: "made-up",
    COPILOT_MODEL: "scripted",
    COPILOT_PROVIDER_MAX_PROMPT_TOKENS: "100000",
    COPILOT_PROVIDER_MAX_OUTPUT_TOKENS: "4000",
    COPILOT_AUTO_UPDATE: "false",
  }),
  async prepare({ home, project }) {
    const config = { trusted_folders: [project], banner: "never" };
    await Bun.write(`${home}/.copilot/config.json`, JSON.stringify(config));
  },
  scenarios,
};
