import type { Entry } from "./agent.ts";
import { aider } from "./aider/entry.ts";
import { amp } from "./amp/entry.ts";
import { auggie } from "./auggie/entry.ts";
import { claude } from "./claude/entry.ts";
import { cline } from "./cline/entry.ts";
import { codex } from "./codex/entry.ts";
import { copilot } from "./copilot/entry.ts";
import { crush } from "./crush/entry.ts";
import { cursor } from "./cursor/entry.ts";
import { droid } from "./droid/entry.ts";
import { gemini } from "./gemini/entry.ts";
import { goose } from "./goose/entry.ts";
import { grok } from "./grok/entry.ts";
import { kilo } from "./kilo/entry.ts";
import { kimi } from "./kimi/entry.ts";
import { kiro } from "./kiro/entry.ts";
import { omp } from "./omp/entry.ts";
import { opencode } from "./opencode/entry.ts";
import { pi } from "./pi/entry.ts";
import { qoder } from "./qoder/entry.ts";
import { qwen } from "./qwen/entry.ts";

// Part of what is loaded first: as seven files of their own, behind the agent's, they would be a
// tenth of a hook (Bun 1.4.5).
import "./shape/claude-events.ts";
import "./shape/claude-shaped.ts";

/** The agents as people meet them: the most used first. */
export const ENTRIES: readonly Entry[] = [
  claude,
  codex,
  gemini,
  opencode,
  cursor,
  copilot,
  cline,
  qwen,
  droid,
  auggie,
  kilo,
  kimi,
  omp,
  crush,
  qoder,
  pi,
  goose,
  kiro,
  amp,
  aider,
  grok,
];

/** The entry of that name; undefined when there is none. */
export function entryNamed(name: string): Entry | undefined {
  return ENTRIES.find((entry) => entry.name === name);
}

/** The entry of the agent that reports under that type; undefined when none is known. */
export function entryOfType(agentType: string): Entry | undefined {
  return ENTRIES.find((entry) => entry.agentType === agentType);
}
