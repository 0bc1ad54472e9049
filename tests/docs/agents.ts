import type { Adapter } from "../../src/agents/agent.ts";
import { ADAPTERS } from "../../src/agents/table.ts";

/** What each agent can report, and what it can't. */
export async function renderAgents(): Promise<string> {
  return Object.values(ADAPTERS).map(renderAgent).join("\n");
}

function renderAgent({ name, title, capabilities, limits }: Adapter): string {
  const { question, turnEnd, interrupt, close, background } = capabilities;
  const facts = { question, "turn end": turnEnd, interrupt, end: close, background };
  const told = Object.entries(facts).map(([what, how]) => `${what} ${how}`);
  const catches = limits.map((limit) => `  - ${limit}`);
  return [
    `- **${title}** \`agent-console install ${name}\` — ${told.join(" · ")}`,
    ...catches,
  ].join("\n");
}
