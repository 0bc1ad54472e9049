import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HookContext } from "../../src/agents/facets/hooks.ts";
import { ENTRIES } from "../../src/agents/table.ts";
import type { Report } from "../../src/protocol/session.ts";

/** One payload of our own making, and what the reports on it must say. */
export interface Case {
  name: string;
  payload: unknown;
  context?: Partial<HookContext>;
  /** Field -> value for each report expected; null for a field that says nothing. */
  reports: Record<string, unknown>[];
}

const FOLDER = join(import.meta.dir, "../fixtures");

/** Adapter name -> its cases. */
export function cases(): Map<string, Case[]> {
  const agents = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return new Map(agents.map(({ name }) => [name, casesOf(name)]));
}

/** The cases of one adapter. */
function casesOf(name: string): Case[] {
  // Our own files: a wrong shape fails the test that reads it.
  return JSON.parse(readFileSync(join(FOLDER, name, "events.json"), "utf8")) as Case[];
}

const HOOKS = new Map(
  await Promise.all(
    ENTRIES.map(async ({ name, hooks }) => [name, (await hooks()).report] as const),
  ),
);

/** The reports on one payload of an agent. */
export function reportsOf(
  name: string,
  payload: unknown,
  context?: Partial<HookContext>,
): Report[] {
  return HOOKS.get(name)?.(payload, contextOf(context)) ?? [];
}

/** A hook's surroundings, with nothing in them but what is given. */
export function contextOf(context: Partial<HookContext> = {}): HookContext {
  return { env: {}, cwd: null, processName: null, hasTerminal: true, ...context };
}
