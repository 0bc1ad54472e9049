import type { Records } from "../../agents/facets/records.ts";
import { AGENTS } from "../../agents/table.ts";

/** Map<agent type, how the files that its agents keep of themselves are read>. */
export type RecordsByType = ReadonlyMap<string, Records>;

/** Loads how each agent's own files are read, where anything is known of it. */
export async function loadRecords(): Promise<RecordsByType> {
  const known = new Map<string, Records>();
  for (const { agentType, facets } of AGENTS) {
    const facet = await facets.records?.();
    if (facet !== undefined) known.set(agentType, facet.records);
  }
  return known;
}
