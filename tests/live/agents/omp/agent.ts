import * as fs from "node:fs";
import type { LiveAgent } from "../../agent.ts";
import { scenarios } from "./scenarios.ts";

const CONFIG = `tools:
  approvalMode: always-ask
modelRoles:
  default: scripted/scripted
startup:
  checkUpdate: false
`;
const MODELS = `providers:
  scripted:
    baseUrl: <model>/v1
    apiKey: made-up
    api: openai-completions
    models:
      - id: scripted
        name: Scripted
        api: openai-completions
        reasoning: false
        input: [text]
        cost: {input: 0, output: 0, cacheRead: 0, cacheWrite: 0}
        contextWindow: 128000
        maxTokens: 16384
`;

/** oh-my-pi: newer versions are served without some of their parts. */
export const omp: LiveAgent = {
  name: "omp",
  title: "oh-my-pi",
  installs: "omp",
  source: { npm: "@oh-my-pi/pi-coding-agent" },
  program: "omp",
  args: ["--model", "scripted/scripted"],
  env: () => ({ OMP_SKIP_SETUP: "1" }),
  async prepare({ home, model, bin }) {
    // It runs on Bun, as this suite does.
    if (!fs.existsSync(`${bin}/bun`)) fs.symlinkSync(process.execPath, `${bin}/bun`);
    await Bun.write(`${home}/.omp/agent/config.yml`, CONFIG);
    await Bun.write(`${home}/.omp/agent/models.yml`, MODELS.replace("<model>", model));
  },
  scenarios,
};
