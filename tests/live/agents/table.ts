import type { LiveAgent } from "../agent.ts";
import { aider } from "./aider/agent.ts";
import { claude } from "./claude/agent.ts";
import { cline } from "./cline/agent.ts";
import { codex, codexNoDaemon } from "./codex/agent.ts";
import { copilot } from "./copilot/agent.ts";
import { droid } from "./droid/agent.ts";
import { gemini } from "./gemini/agent.ts";
import { kilo } from "./kilo/agent.ts";
import { kimi } from "./kimi/agent.ts";
import { omp } from "./omp/agent.ts";
import { opencode } from "./opencode/agent.ts";
import { pi } from "./pi/agent.ts";
import { qwen } from "./qwen/agent.ts";

/** The agents that the suite runs, the most used first. */
export const AGENTS: readonly LiveAgent[] = [
  claude,
  codex,
  codexNoDaemon,
  opencode,
  gemini,
  copilot,
  qwen,
  pi,
  droid,
  aider,
  kilo,
  kimi,
  cline,
  omp,
];
