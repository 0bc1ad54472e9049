import type { Adapter } from "../../agents/agent.ts";
import { ADAPTERS } from "../../agents/table.ts";
import { toOneLine } from "../../protocol/text.ts";
import { JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { writeOut } from "../output.ts";
import { formatRows, type Style, terminalStyle } from "../print.ts";

/** What an agent can tell of itself, as it goes out with --json. */
export interface AgentFacts {
  name: string;
  agent_type: string;
  title: string;
  capabilities: Record<"question" | "turn_end" | "interrupt" | "close" | "background", string>;
  limits: readonly string[];
}

export const agents = command({
  meta: { name: "agents", description: "Show what each agent can and can't report" },
  args: { ...JSON_ARG },
  run: ({ args }) => {
    const all = Object.values(ADAPTERS).map(factsOf);
    writeOut(args.json ? `${JSON.stringify(all)}\n` : formatAgents(all, terminalStyle()));
  },
});

/** The facts of the agent that reports under this type; null when none is known. */
export function factsFor(agentType: string): AgentFacts | null {
  const adapter = Object.values(ADAPTERS).find((one) => one.agentType === agentType);
  return adapter === undefined ? null : factsOf(adapter);
}

/** The capability table, then what each can't report. */
export function formatAgents(all: readonly AgentFacts[], style: Style): string {
  const heading = ["AGENT", "NAME", "QUESTION", "TURN END", "INTERRUPT", "CLOSE", "BACKGROUND"];
  const rows = all.map(({ name, title, capabilities }) => {
    const { question, turn_end, interrupt, close, background } = capabilities;
    return [title, name, question, turn_end, interrupt, close, background];
  });
  const table = formatRows([heading, ...rows], style).map((line) => `${line}\n`);
  const limits = all
    .filter(({ limits }) => limits.length > 0)
    .map(({ title, limits }) => `\n${toOneLine(title)}\n${formatLimits(limits)}`);
  return [...table, ...limits].join("");
}

/** A line a limit. */
export function formatLimits(limits: readonly string[]): string {
  return limits.map((limit) => `  - ${toOneLine(limit)}\n`).join("");
}

function factsOf({ name, agentType, title, capabilities, limits }: Adapter): AgentFacts {
  const { question, turnEnd: turn_end, interrupt, close, background } = capabilities;
  const told = { question, turn_end, interrupt, close, background };
  return { name, agent_type: agentType, title, capabilities: told, limits };
}
