import type { LiveAgent } from "../../agent.ts";
import { opencode } from "../opencode/agent.ts";
import { scenarios } from "./scenarios.ts";

/** Kilo CLI, made of OpenCode: the same screen, plugins and settings under its own name. */
export const kilo: LiveAgent = {
  ...opencode,
  name: "kilo",
  title: "Kilo CLI",
  installs: "kilo",
  source: { npm: "@kilocode/cli" },
  program: "kilo",
  env: (place) => ({
    ...opencode.env(place),
    KILO_DISABLE_AUTOUPDATE: "1",
    KILO_DISABLE_MODELS_FETCH: "1",
    KILO_DISABLE_LSP_DOWNLOAD: "1",
    KILO_TELEMETRY_LEVEL: "off",
  }),
  async prepare(place) {
    await opencode.prepare(place);
    const settings = Bun.file(`${place.home}/.config/opencode/opencode.json`);
    await Bun.write(`${place.home}/.config/kilo/kilo.json`, settings);
  },
  scenarios,
};
