import type { Agent } from "./agent.ts";
import type { Env } from "./facets/hooks.ts";
import { pathOf } from "./shape/fields.ts";

/**
 * An agent's own folder, whether or not it is there. A relative value of a
 * variable counts from wherever the agent starts, and we read no current folder.
 */
export function folderOf({ variables, folder }: Agent, env: Env, home: string): string {
  for (const [variable, below] of variables) {
    const value = env[variable]?.trim() ?? "";
    const path = value === "~" || value.startsWith("~/") ? home + value.slice(1) : value;
    if (path.startsWith("/")) return below === "" ? path : `${path}/${below}`;
  }
  return `${home}/${folder}`;
}

/** The folder in which the agent's processes keep records of themselves; undefined for none. */
export function registryOf(agent: Agent, env: Env, home: string | undefined): string | undefined {
  if (agent.registry === undefined || !home) return undefined;
  return pathOf(`${folderOf(agent, env, home)}/${agent.registry}`);
}
