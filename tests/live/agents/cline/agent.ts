import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

/** Cline CLI; a person who wants to be asked says so at each start. */
export const cline: LiveAgent = {
  name: "cline",
  title: "Cline CLI",
  installs: "cline",
  source: { npm: "cline" },
  program: "cline",
  args: ["--auto-approve", "false"],
  env: () => ({}),
  async prepare({ home, model }) {
    const settings = {
      provider: "openai-compatible",
      apiKey: "made-up",
      model: "scripted",
      baseUrl: `${model}/v1`,
    };
    const provider = { settings, updatedAt: "2026-11-25T00:00:00.000Z", tokenSource: "manual" };
    const providers = {
      version: 1,
      lastUsedProvider: "openai-compatible",
      modes: {},
      providers: { "openai-compatible": provider },
    };
    const notices = { "cline-cli-cline-pass-intro": true, "cline-cli-desktop-launch": true };
    const folder = `${home}/.cline/data/settings`;
    await Bun.write(`${folder}/providers.json`, JSON.stringify(providers));
    await Bun.write(`${folder}/cli-notices.json`, JSON.stringify({ shown: notices }));
  },
  scenarios,
};
