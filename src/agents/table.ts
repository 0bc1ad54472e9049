import type { Adapter } from "./adapter.ts";
import { aider } from "./aider.ts";
import { amp } from "./amp.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import { droid } from "./droid.ts";
import { gemini } from "./gemini.ts";
import { goose } from "./goose.ts";
import { grok } from "./grok.ts";
import { kiro } from "./kiro.ts";
import { opencode } from "./opencode.ts";
import { pi } from "./pi.ts";
import { qwen } from "./qwen.ts";

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
