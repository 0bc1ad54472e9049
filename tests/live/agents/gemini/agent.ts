import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

export const gemini: LiveAgent = {
  name: "gemini",
  title: "Gemini CLI",
  installs: "gemini",
  source: { npm: "@google/gemini-cli" },
  program: "gemini",
  args: ["-m", "gemini-2.5-flash"],
  env: ({ model }) => ({
    GEMINI_API_KEY: "made-up",
    GOOGLE_GEMINI_BASE_URL: model,
    // It starts itself anew otherwise, with more memory: a second process for each.
    GEMINI_CLI_NO_RELAUNCH: "true",
  }),
  async prepare({ home, project }) {
    const settings = {
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      privacy: { usageStatisticsEnabled: false },
      telemetry: { enabled: false },
      security: { auth: { selectedType: "gemini-api-key" }, folderTrust: { enabled: true } },
    };
    await Bun.write(`${home}/.gemini/settings.json`, JSON.stringify(settings));
    // In a folder that is not trusted no hook runs.
    const trusted = { [project]: "TRUST_FOLDER" };
    await Bun.write(`${home}/.gemini/trustedFolders.json`, JSON.stringify(trusted));
  },
  scenarios,
};
