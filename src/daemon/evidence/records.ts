import type { Records } from "../../agents/facets/records.ts";
import { ENTRIES } from "../../agents/table.ts";

/** Map<agent type, how the files that agents of it keep of themselves are read>. */
export type RecordsByType = ReadonlyMap<string, Records>;

/** How each agent's own files are read, where anything is known of it. */
export async function loadRecords(): Promise<RecordsByType> {
  const known = new Map<string, Records>();
  for (const { agentType, records } of ENTRIES) {
    const facet = await records?.();
    if (facet !== undefined) known.set(agentType, facet.records);
  }
  return known;
}
