import type { Agent } from "./agent.ts";
import { aider } from "./aider/agent.ts";
import { amp } from "./amp/agent.ts";
import { claude } from "./claude/agent.ts";
import { codex } from "./codex/agent.ts";
import { copilot } from "./copilot/agent.ts";
import { cursor } from "./cursor/agent.ts";
import { droid } from "./droid/agent.ts";
import { gemini } from "./gemini/agent.ts";
import { goose } from "./goose/agent.ts";
import { grok } from "./grok/agent.ts";
import { kiro } from "./kiro/agent.ts";
import { opencode } from "./opencode/agent.ts";
import { pi } from "./pi/agent.ts";
import { qwen } from "./qwen/agent.ts";

/** The agents as people meet them: the most used first. */
export const AGENTS: readonly Agent[] = [
  claude,
  codex,
  gemini,
  opencode,
  cursor,
  copilot,
  qwen,
  droid,
  pi,
  goose,
  kiro,
  amp,
  aider,
  grok,
];

/** The agent of that name; undefined when there is none. */
export function agentNamed(name: string): Agent | undefined {
  return AGENTS.find((agent) => agent.name === name);
}

/** The agent that reports under that type; undefined when none is known. */
export function agentOfType(agentType: string): Agent | undefined {
  return AGENTS.find((agent) => agent.agentType === agentType);
}
