import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Agent } from "../agents/agent.ts";
import type { Env } from "../agents/facets/hooks.ts";
import type { Install, TargetFile } from "../agents/facets/install.ts";
import { loadAgents } from "../agents/load.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { findProgram } from "./versions.ts";

/** What the rim knows and everything below is told. */
export interface InstallOptions {
  env: Env;
  /** The user's home, absolute. */
  home: string;
  /** The program to name in hooks, absolute; see `stableProgram`. */
  program: string;
  /** Names of agents; none: all (those found, when installing). */
  agents?: readonly string[];
  /** Whether hooks are to stay for answers, where an agent's can; undefined for as they are. */
  answers?: boolean | undefined;
  /** How long one agent may take to tell its version. */
  versionTimeoutMs?: number;
}

/** One agent on this machine. */
export interface Located {
  agent: Agent;
  install: Install;
  /** Its folder, whether or not it is there. */
  folder: string;
  /** Our files of it, in their order. */
  files: { path: string; spec: TargetFile }[];
  /** Its folder, a trace of it or its program is there. */
  isFound: boolean;
  /** Its program; null when PATH leads to none. */
  program: string | null;
}

/**
 * The agents asked for, or all, as they are on this machine.
 * @throws ConsoleError `usage` for a name that none of them has
 */
export async function locateAll(options: InstallOptions): Promise<Located[]> {
  const names = options.agents ?? [];
  const known = (await loadAgents()).filter(({ install }) => install !== undefined);
  const unknown = names.find((name) => !known.some((agent) => agent.name === name));
  if (unknown !== undefined) {
    const all = known.map(({ name }) => name).join(", ");
    throw new ConsoleError("usage", `unknown agent ${unknown} - expected ${all}`);
  }
  const chosen = names.length === 0 ? known : known.filter(({ name }) => names.includes(name));
  const located = await Promise.all(chosen.map((agent) => locate(agent, options)));
  return located.filter((one) => one !== undefined);
}

async function locate(agent: Agent, { env, home }: InstallOptions): Promise<Located | undefined> {
  const facet = await agent.install?.();
  if (facet === undefined) return undefined;
  const { install } = facet;
  const folder = folderOf(agent, env, home);
  const { filesFolder } = install;
  const from = filesFolder === undefined ? folder : join(home, filesFolder);
  const program = findProgram(agent.programs, env);
  const traces = (agent.traces ?? []).map((trace) => join(home, trace));
  return {
    agent,
    install,
    folder,
    files: install.files.map((spec) => ({ path: join(from, spec.path), spec })),
    isFound: program !== null || [folder, ...traces].some((path) => existsSync(path)),
    program,
  };
}

// A relative value counts from wherever the agent starts: nobody's home, and we read no current folder.
function folderOf({ variables, folder }: Agent, env: Env, home: string): string {
  for (const [variable, below] of variables) {
    const value = (env[variable] ?? "").trim().replace(/^~(?=\/|$)/, home);
    if (isAbsolute(value)) return join(value, below);
  }
  return join(home, folder);
}
