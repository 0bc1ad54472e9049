import type { Env } from "./facets/hooks.ts";
import type { RegistryPlace } from "./facets/records.ts";
import { pathOf } from "./shape/fields.ts";

/** The folder in which an agent's processes keep records of themselves; undefined when nothing tells. */
export function registryFolder(
  { variable, folder, below }: RegistryPlace,
  env: Env,
  home: string | undefined,
): string | undefined {
  const path = pathOf(env[variable], home && `${home}/${folder}`);
  return path === undefined ? undefined : `${path}/${below}`;
}
