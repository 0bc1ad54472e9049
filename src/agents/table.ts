import type { Adapter } from "./agent.ts";
import { aider } from "./aider/hooks.ts";
import { amp } from "./amp/hooks.ts";
import { claude } from "./claude/hooks.ts";
import { codex } from "./codex/hooks.ts";
import { copilot } from "./copilot/hooks.ts";
import { cursor } from "./cursor/hooks.ts";
import { droid } from "./droid/hooks.ts";
import { gemini } from "./gemini/hooks.ts";
import { goose } from "./goose/hooks.ts";
import { grok } from "./grok/hooks.ts";
import { kiro } from "./kiro/hooks.ts";
import { opencode } from "./opencode/hooks.ts";
import { pi } from "./pi/hooks.ts";
import { qwen } from "./qwen/hooks.ts";

/** Adapter name -> adapter, as people meet them: the most used first. */
export const ADAPTERS: Readonly<Record<string, Adapter>> = {
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
};

/** The adapter of that name; undefined when there is none. */
export function adapterFor(name: string): Adapter | undefined {
  return Object.hasOwn(ADAPTERS, name) ? ADAPTERS[name] : undefined;
}
