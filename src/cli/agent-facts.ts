import type { Agent } from "../agents/agent.ts";
import { loadAgentOfType } from "../agents/load.ts";
import { ENTRIES, entryNamed } from "../agents/table.ts";
import { toOneLine } from "../protocol/text.ts";
import type { AgentFacts } from "./schema/outputs.ts";

/** The facts of one agent. */
export function factsOf({ name, agentType, title, capabilities, limits }: Agent): AgentFacts {
  const { question, turnEnd: turn_end, interrupt, close, background } = capabilities;
  const told = { question, turn_end, interrupt, close, background };
  return { name, agent_type: agentType, title, capabilities: told, limits: [...limits] };
}

/** The facts of the agent that reports under this type; null when none is known. */
export async function factsFor(agentType: string): Promise<AgentFacts | null> {
  const agent = await loadAgentOfType(agentType);
  return agent === undefined ? null : factsOf(agent);
}

/** The type under which an agent reports, by its name; the word itself where none is called so. */
export function agentTypeOf(name: string): string {
  return entryNamed(name)?.agentType ?? name;
}

/** The names of the most used agents, as an example of what to name. */
export function exampleNames(count: number): string {
  return [...ENTRIES.slice(0, count).map(({ name }) => name), "…"].join(", ");
}

/** A line a limit. */
export function formatLimits(limits: readonly string[]): string {
  return limits.map((limit) => `  - ${toOneLine(limit)}\n`).join("");
}
