import type { Agent } from "../agents/agent.ts";
import { loadAgentOfType } from "../agents/load.ts";
import { ENTRIES } from "../agents/table.ts";
import { toOneLine } from "../protocol/text.ts";
import { type Style, wrapWords } from "./print.ts";
import type { AgentFacts } from "./schema/outputs.ts";
import { withSuggestion } from "./suggest.ts";

const INDENT = "    ";

/** The facts of one agent. */
export function factsOf(agent: Agent): AgentFacts {
  const { name, agentType, title, capabilities, limits } = agent;
  const { question, turnEnd: turn_end, interrupt, close, background } = capabilities;
  const answer = (agent.answers ?? agent.serverAnswers) ? "partly" : "no";
  const told = { question, turn_end, interrupt, close, background, answer };
  return { name, agent_type: agentType, title, capabilities: told, limits: [...limits] };
}

/** The facts of the agent that reports under this type; null when none is known. */
export async function factsFor(agentType: string): Promise<AgentFacts | null> {
  const agent = await loadAgentOfType(agentType);
  return agent === undefined ? null : factsOf(agent);
}

/** What to say of a name that no agent has; undefined for one that is an agent's. */
export function unknownAgent(name: string): string | undefined {
  const names = ENTRIES.map((entry) => entry.name);
  if (names.includes(name)) return undefined;
  const message = `unknown agent ${name}`;
  const suggested = withSuggestion(message, name, names);
  return suggested === message ? `${message} - see agent-console agents` : suggested;
}

/**
 * The types under which the agents of a filter report. One that is no agent of ours
 * may be a script's own: it is taken, and `warn` is told.
 */
export function agentTypesOf(names: readonly string[], warn: (line: string) => void): string[] {
  return names.map((name) => {
    const entry = ENTRIES.find((one) => one.name === name || one.agentType === name);
    if (entry === undefined) warn(unknownAgent(name) ?? name);
    return entry?.agentType ?? name;
  });
}

/** The names of the most used agents, as an example of what to name. */
export function exampleNames(count: number): string {
  return [...ENTRIES.slice(0, count).map(({ name }) => name), "…"].join(", ");
}

/** A line a limit; on a terminal broken between words. */
export function formatLimits(limits: readonly string[], { columns }: Style): string {
  return limits.map((limit) => `  - ${wrapWords(toOneLine(limit), columns, INDENT)}\n`).join("");
}
