import type { Adapter } from "./adapter.ts";

// A hook runs at each tool call and needs one of them. Compiled with bytecode,
// all take 0.5 ms to load and one takes 0.15 (Bun 1.4.5, Linux).
const LOADERS: Readonly<Record<string, () => Promise<Adapter>>> = {
  aider: async () => (await import("./aider.ts")).aider,
  amp: async () => (await import("./amp.ts")).amp,
  claude: async () => (await import("./claude.ts")).claude,
  codex: async () => (await import("./codex.ts")).codex,
  copilot: async () => (await import("./copilot.ts")).copilot,
  cursor: async () => (await import("./cursor.ts")).cursor,
  droid: async () => (await import("./droid.ts")).droid,
  gemini: async () => (await import("./gemini.ts")).gemini,
  goose: async () => (await import("./goose.ts")).goose,
  grok: async () => (await import("./grok.ts")).grok,
  kiro: async () => (await import("./kiro.ts")).kiro,
  opencode: async () => (await import("./opencode.ts")).opencode,
  pi: async () => (await import("./pi.ts")).pi,
  qwen: async () => (await import("./qwen.ts")).qwen,
};

/** The adapter of that name, loaded alone; undefined when there is none. */
export async function loadAdapter(name: string): Promise<Adapter | undefined> {
  return Object.hasOwn(LOADERS, name) ? LOADERS[name]?.() : undefined;
}
