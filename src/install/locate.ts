import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ConsoleError } from "../protocol/errors.ts";
import { TARGETS, type Target, type TargetFile } from "./targets.ts";
import { type Env, findProgram } from "./versions.ts";

/** What the rim knows and everything below is told. */
export interface InstallOptions {
  env: Env;
  /** The user's home, absolute. */
  home: string;
  /** The program to name in hooks, absolute; see `stableProgram`. */
  program: string;
  /** Names of agents; none: all (those found, when installing). */
  agents?: readonly string[];
  /** How long one agent may take to tell its version. */
  versionTimeoutMs?: number;
}

/** One agent on this machine. */
export interface Located {
  target: Target;
  /** Its folder, whether or not it is there. */
  folder: string;
  /** Our files of it, in the table's order. */
  files: { path: string; spec: TargetFile }[];
  /** Its folder, a trace of it or its program is there. */
  isFound: boolean;
  /** Its program; null when PATH leads to none. */
  program: string | null;
}

/**
 * The agents asked for, or all, as they are on this machine.
 * @throws ConsoleError `usage` for a name not in the table
 */
export function locateAll(options: InstallOptions): Located[] {
  return chosen(options.agents ?? []).map((target) => locate(target, options));
}

function chosen(names: readonly string[]): readonly Target[] {
  const known = TARGETS.map((target) => target.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConsoleError("usage", `unknown agent ${unknown} - expected ${known.join(", ")}`);
  }
  return names.length === 0 ? TARGETS : TARGETS.filter(({ name }) => names.includes(name));
}

function locate(target: Target, { env, home }: InstallOptions): Located {
  const folder = folderOf(target, env, home);
  const filesFolder = target.filesFolder === undefined ? folder : join(home, target.filesFolder);
  const program = findProgram(target.programs, env);
  const traces = (target.traces ?? []).map((trace) => join(home, trace));
  return {
    target,
    folder,
    files: target.files.map((spec) => ({ path: join(filesFolder, spec.path), spec })),
    isFound: program !== null || [folder, ...traces].some((path) => existsSync(path)),
    program,
  };
}

// A relative value counts from wherever the agent starts: nobody's home, and we read no current folder.
function folderOf(target: Target, env: Env, home: string): string {
  for (const [variable, below] of target.variables) {
    const value = (env[variable] ?? "").trim().replace(/^~(?=\/|$)/, home);
    if (isAbsolute(value)) return join(value, below);
  }
  return join(home, target.folder);
}
