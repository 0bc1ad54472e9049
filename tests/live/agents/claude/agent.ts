import type { LiveAgent } from "../../agent.ts";
import { answers } from "./answers.ts";
import { background } from "./background.ts";
import { dialogs } from "./dialogs.ts";
import { queue } from "./queue.ts";
import { sessions } from "./sessions.ts";
import { toolStep } from "./tool-step.ts";
import { turns } from "./turns.ts";

const KEY = "sk-ant-api03-made-up-0000000000000000";

/** Claude Code in its default permission mode: auto mode, the default of today, shows no dialogs. */
export const claude: LiveAgent = {
  name: "claude",
  title: "Claude Code",
  installs: "claude",
  source: { npm: "@anthropic-ai/claude-code" },
  program: "claude",
  args: ["--permission-mode", "default"],
  env: ({ model }) => ({
    ANTHROPIC_BASE_URL: model,
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_MAX_RETRIES: "0",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
  }),
  async prepare({ home, project }) {
    const trusted = { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true };
    const settled = {
      hasCompletedOnboarding: true,
      theme: "dark",
      lastOnboardingVersion: "99.0.0",
      customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
      projects: { [project]: trusted },
    };
    await Bun.write(`${home}/.claude.json`, JSON.stringify(settled));
    await Bun.write(`${home}/.claude/settings.json`, "{}");
  },
  scenarios: { ...turns, ...queue, ...dialogs, ...answers, ...background, ...sessions },
  figures: toolStep,
};
