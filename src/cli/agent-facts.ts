import type { Adapter } from "../agents/agent.ts";
import { ADAPTERS } from "../agents/table.ts";
import { toOneLine } from "../protocol/text.ts";
import type { AgentFacts } from "./schema/outputs.ts";

/** The facts of one agent. */
export function factsOf({ name, agentType, title, capabilities, limits }: Adapter): AgentFacts {
  const { question, turnEnd: turn_end, interrupt, close, background } = capabilities;
  const told = { question, turn_end, interrupt, close, background };
  return { name, agent_type: agentType, title, capabilities: told, limits: [...limits] };
}

/** The facts of the agent that reports under this type; null when none is known. */
export function factsFor(agentType: string): AgentFacts | null {
  const adapter = Object.values(ADAPTERS).find((one) => one.agentType === agentType);
  return adapter === undefined ? null : factsOf(adapter);
}

/** A line a limit. */
export function formatLimits(limits: readonly string[]): string {
  return limits.map((limit) => `  - ${toOneLine(limit)}\n`).join("");
}
