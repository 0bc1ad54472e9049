import type { Agent, Entry } from "./agent.ts";
import { ENTRIES, entryOfType } from "./table.ts";

/** Every agent with its facts, the most used first. */
export function loadAgents(): Promise<Agent[]> {
  return Promise.all(ENTRIES.map(withFacts));
}

/** The agent that reports under that type, with its facts; undefined when none is known. */
export async function loadAgentOfType(agentType: string): Promise<Agent | undefined> {
  const entry = entryOfType(agentType);
  return entry === undefined ? undefined : withFacts(entry);
}

async function withFacts(entry: Entry): Promise<Agent> {
  const { agent } = await entry.agent();
  return { ...entry, ...agent };
}
