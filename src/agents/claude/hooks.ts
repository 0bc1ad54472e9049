import type { Report } from "../../protocol/session.ts";
import type { Adapter, HookContext } from "../agent.ts";
import { notified } from "../shape/asking.ts";
import { CLAUDE_EVENTS } from "../shape/claude-events.ts";
import { claudeShapedReports } from "../shape/claude-shaped.ts";
import { fieldOf, pathOf } from "../shape/fields.ts";
import type { Rule, Rules } from "../shape/hook.ts";
import { alive, prompted } from "../shape/rules.ts";

// A turn the machine started (a finished task, a timer) answers no subagent's question.
const turnStarted: Rule = (hook) => {
  const source = fieldOf(hook.fields, "source") ?? "user";
  return prompted(source === "user" ? hook : { ...hook, everything: `${hook.scope}*` });
};

const moved: Rule = ({ fields }) => {
  const path = pathOf(fieldOf(fields, "new_cwd"));
  return path === undefined ? {} : { working_dir: path };
};

const RULES: Rules = {
  ...CLAUDE_EVENTS,
  UserPromptSubmit: turnStarted,
  // No idle prompt while a dialog is up (anthropics/claude-code#51882): when it
  // comes, an open question was turned down, which no other event tells.
  Notification: notified(["working", "question", "closed"]),
  CwdChanged: moved,
  TeammateIdle: alive,
  TaskCreated: alive,
  TaskCompleted: alive,
  WorktreeRemove: alive,
  DirectoryAdded: alive,
  PreModelSwitch: alive,
  PostModelSwitch: alive,
};

function report(payload: unknown, { env }: HookContext): Report[] {
  const home = pathOf(env.CLAUDE_CONFIG_DIR, env.HOME && `${env.HOME}/.claude`);
  const registry = home === undefined ? {} : { registry: `${home}/sessions` };
  return claudeShapedReports("claudecode", RULES, payload).map((one) => ({ ...one, ...registry }));
}

/**
 * Claude Code (hooks reference of 2026-08, CLI 2.1.240; types of CLI 2.1.330).
 * Setup, InstructionsLoaded, ConfigChange, FileChanged, WorktreeCreate and
 * MessageDisplay tell nothing of the state and must not be registered.
 */
export const claude: Adapter = {
  name: "claude",
  agentType: "claudecode",
  title: "Claude Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "yes",
  },
  limits: [
    "Esc fires no event (anthropics/claude-code#9516): it shows once somebody looks, by Claude Code's own records, else by the idle prompt a minute later.",
    "Turning down a permission fires no event: it shows once somebody looks, else with the next step, prompt or idle prompt.",
    "Granting a permission fires no event: it shows once somebody looks, else when the tool has run.",
    "A killed process fires no SessionEnd: the end shows when the process is gone.",
  ],
  report,
};
