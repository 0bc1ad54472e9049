import type { Entry } from "./agent.ts";
import type { Env } from "./facets/hooks.ts";
import { pathOf } from "./shape/fields.ts";

/** The folder in which an agent's processes keep records of themselves; undefined when nothing tells. */
export function registryFolder(
  { homeVariable, registry }: Entry,
  env: Env,
  home: string | undefined,
): string | undefined {
  if (registry === undefined) return undefined;
  const own = homeVariable === undefined ? undefined : env[homeVariable];
  const path = pathOf(own, home && `${home}/${registry.folder}`);
  return path === undefined ? undefined : `${path}/${registry.below}`;
}
