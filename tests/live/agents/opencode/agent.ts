import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

export const opencode: LiveAgent = {
  name: "opencode",
  title: "OpenCode",
  installs: "opencode",
  source: { npm: "opencode-ai" },
  program: "opencode",
  args: [],
  env: () => ({
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    // Its plugins' types are installed at each start, for a minute where nothing answers.
    npm_config_fetch_retries: "0",
  }),
  async prepare({ home, model }) {
    const provider = {
      npm: "@ai-sdk/openai-compatible",
      name: "Scripted",
      options: { baseURL: `${model}/v1`, apiKey: "made-up" },
      models: { scripted: { name: "Scripted", tool_call: true } },
    };
    const config = {
      autoupdate: false,
      share: "disabled",
      model: "scripted/scripted",
      small_model: "scripted/scripted",
      permission: { bash: { "*": "ask", "touch made && sleep 60": "allow" }, edit: "ask" },
      provider: { scripted: provider },
    };
    await Bun.write(`${home}/.config/opencode/opencode.json`, JSON.stringify(config));
  },
  scenarios,
};
