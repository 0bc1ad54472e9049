import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { Env } from "../agents/facets/hooks.ts";

/** An agent was seen to take 6.5 s on a busy machine, and 12 on one that was busier. */
const VERSION_TIMEOUT_MS = 10_000;
/** A program of an npm package lies at most so many folders below its package.json. */
const PACKAGE_DEPTH = 3;

/** The first of these programs that PATH leads to; null when there is none. Relative entries of PATH do not count. */
export function findProgram(programs: readonly string[], env: Env): string | null {
  for (const program of programs) {
    for (const folder of (env.PATH ?? "").split(":")) {
      const path = join(folder, program);
      if (isAbsolute(folder) && isProgram(path)) return path;
    }
  }
  return null;
}

/**
 * What a program says its version is, as numbers and dots, or where it does not
 * say so in time its npm package; null when neither does. Runs in the root folder:
 * nothing of the current one is read.
 */
export async function readVersion(
  program: string,
  env: Env,
  timeoutMs = VERSION_TIMEOUT_MS,
): Promise<string | null> {
  return (await saidVersion(program, env, timeoutMs)) ?? packageVersion(program);
}

async function saidVersion(program: string, env: Env, timeoutMs: number): Promise<string | null> {
  const { promise: timeout, resolve: giveUp } = Promise.withResolvers<string>();
  // A grandchild may hold the pipe open after the program was killed.
  const timer = setTimeout(() => giveUp(""), timeoutMs + 100);
  try {
    const child = Bun.spawn([program, "--version"], {
      cwd: "/",
      env: { ...env, DISABLE_AUTOUPDATER: "1", NO_COLOR: "1" },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    const text = await Promise.race([new Response(child.stdout).text(), timeout]);
    child.unref();
    return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? null;
  } catch {
    // It can't be run. That is no trouble of ours: the version is unknown.
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The version of the npm package that has this program among its own. */
function packageVersion(program: string): string | null {
  const real = realOf(program);
  let folder = dirname(real);
  for (let depth = 0; depth < PACKAGE_DEPTH; depth += 1, folder = dirname(folder)) {
    try {
      const { version, bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const paths: unknown[] = typeof bin === "string" ? [bin] : Object.values(bin);
      const isIts = paths.some(
        (path) => typeof path === "string" && resolve(folder, path) === real,
      );
      return isIts ? (/^\d+(?:\.\d+)+/.exec(version)?.[0] ?? null) : null;
    } catch {
      // No package.json of a package with programs: the folder above may have one.
    }
  }
  return null;
}

/** True when a version is at least another, number by number; what is missing counts as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const have = version.split(".").map(Number);
  const want = least.split(".").map(Number);
  for (let i = 0; i < Math.max(have.length, want.length); i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/**
 * The path to name in hooks for the running program: one that outlives an
 * upgrade. That is the link on PATH, in a usual place or as it was typed that
 * leads to it, rather than the versioned file behind the link.
 */
export function stableProgram(execPath: string, argv0: string, env: Env, home: string): string {
  const folders = [
    ...(env.PATH ?? "").split(":").filter(isAbsolute),
    join(home, ".local/bin"),
    join(home, "bin"),
    "/usr/local/bin",
    "/opt/homebrew/bin",
  ];
  const typed = /\/agent-console[^/]*$/.test(argv0) ? [resolve(argv0)] : [];
  const candidates = [...folders.map((folder) => join(folder, "agent-console")), ...typed];
  const real = realOf(execPath);
  return candidates.find((path) => isProgram(path) && realOf(path) === real) ?? execPath;
}

/** True for a file that may be executed. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && basename(path) !== "";
  } catch {
    // Not there, or not for us: no program either way.
    return false;
  }
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Gone while we look: it is nobody's link.
    return path;
  }
}
