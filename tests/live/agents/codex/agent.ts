import type { LiveAgent } from "../../agent.ts";
import { answers } from "./answers.ts";
import { dialogs } from "./dialogs.ts";
import { sessions } from "./sessions.ts";
import { turns } from "./turns.ts";

/** Its daemon keeps a session for a minute after its client is gone, whose end alone tells. */
const scenarios = (ended: string) => ({ ...turns(ended), ...dialogs(ended), ...sessions(ended) });

/** Codex as plain `codex` starts it: its threads run in an app-server daemon. */
export const codex: LiveAgent = {
  name: "codex",
  title: "Codex CLI",
  installs: "codex",
  source: { npm: "@openai/codex" },
  program: "codex",
  args: [],
  env: () => ({ SCRIPTED_KEY: "made-up" }),
  async prepare({ home, project, model }) {
    const config = `model = "gpt-6.1-sol"
model_provider = "scripted"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.scripted]
name = "scripted"
base_url = "${model}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
[projects."${project}"]
trust_level = "trusted"
`;
    await Bun.write(`${home}/.codex/config.toml`, config);
  },
  scenarios: { ...scenarios("closed/process_exited"), ...answers("closed/process_exited") },
};

const all = scenarios("closed/ended");
const untold = "Only the app-server daemon tells that a permission was granted";

/** Codex with its threads in the terminal's own process. */
export const codexNoDaemon: LiveAgent = {
  ...codex,
  name: "codex-no-daemon",
  title: "Codex CLI --no-daemon",
  args: ["--no-daemon"],
  scenarios: {
    ...all,
    granted: { ...all.granted, untold },
    "subagent-permission": { ...all["subagent-permission"], untold },
    clear: { ...all.clear, untold: "Only the app-server daemon tells of /clear before a prompt" },
  },
};
