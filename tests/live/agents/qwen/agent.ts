import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

export const qwen: LiveAgent = {
  name: "qwen",
  title: "Qwen Code",
  installs: "qwen",
  source: { npm: "@qwen-code/qwen-code" },
  program: "qwen",
  args: ["--approval-mode", "default"],
  env: ({ model }) => ({
    OPENAI_API_KEY: "made-up",
    OPENAI_BASE_URL: `${model}/v1`,
    OPENAI_MODEL: "scripted",
  }),
  async prepare({ home, project }) {
    const settings = {
      general: { enableAutoUpdate: false, disableAutoUpdate: true, disableUpdateNag: true },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      security: { auth: { selectedType: "openai" } },
      // Its model is asked what its person may type next, and the answer stands in the prompt's line.
      ui: { enableFollowupSuggestions: false },
    };
    await Bun.write(`${home}/.qwen/settings.json`, JSON.stringify(settings));
    const trusted = { [project]: "TRUST_FOLDER" };
    await Bun.write(`${home}/.qwen/trustedFolders.json`, JSON.stringify(trusted));
  },
  scenarios,
};
