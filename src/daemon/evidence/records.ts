import { existsSync } from "node:fs";
import type { Records } from "../../agents/facets/records.ts";
import { registryFolder } from "../../agents/registry-folder.ts";
import { ENTRIES, entryOfType } from "../../agents/table.ts";

/** How agents' own files are read, by the agents' type. */
export interface RecordsByType {
  /** Undefined when nothing is known of it, or is not loaded yet: it is from then on. */
  get(agentType: string): Records | undefined;
  /** Whether anything is known of it, loaded or not. */
  has(agentType: string): boolean;
}

/**
 * Loads how an agent's files are read once somebody asks for it. What the first
 * look at the registries needs is there from the start.
 * @param mayNotAnswer paths that are not looked at.
 */
export async function openRecords(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  mayNotAnswer: (path: string) => boolean,
): Promise<RecordsByType> {
  const loading = new Map<string, Promise<void>>();
  const loaded = new Map<string, Records>();

  async function load(agentType: string): Promise<void> {
    const facet = await entryOfType(agentType)?.records?.();
    if (facet !== undefined) loaded.set(agentType, facet.records);
  }

  for (const entry of ENTRIES) {
    const folder = registryFolder(entry, env, home);
    if (folder === undefined || mayNotAnswer(folder) || !existsSync(folder)) continue;
    const promise = load(entry.agentType);
    loading.set(entry.agentType, promise);
    await promise;
  }
  return {
    get(agentType) {
      if (!loading.has(agentType)) loading.set(agentType, load(agentType));
      return loaded.get(agentType);
    },
    has: (agentType) => entryOfType(agentType)?.records !== undefined,
  };
}
