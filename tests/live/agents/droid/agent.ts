import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

/** Factory Droid, only as `droid exec`: its terminal wants a login. */
export const droid: LiveAgent = {
  name: "droid",
  title: "Factory Droid",
  installs: "droid",
  source: { npm: "droid" },
  program: "droid",
  args: [],
  env: () => ({ FACTORY_API_KEY: "fk-made-up", FACTORY_DROID_AUTO_UPDATE_ENABLED: "false" }),
  async prepare({ home, model }) {
    const scripted = {
      model: "scripted",
      id: "custom:scripted",
      index: 0,
      displayName: "scripted",
      baseUrl: `${model}/v1`,
      apiKey: "made-up",
      provider: "generic-chat-completion-api",
      maxOutputTokens: 4000,
    };
    const settings = { customModels: [scripted], enableTelemetry: false, autoUpdate: false };
    await Bun.write(`${home}/.factory/settings.json`, JSON.stringify(settings));
  },
  scenarios,
};
