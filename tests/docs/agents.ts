import type { Agent } from "../../src/agents/agent.ts";
import { loadAgents } from "../../src/agents/load.ts";

/** What each agent can report, and what it can't. */
export async function renderAgents(): Promise<string> {
  const agents = await loadAgents();
  const heading = [
    "| agent | question | turn end | interrupt | end | background | answered here | seen with |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  return [...heading, ...agents.map(renderRow), "", ...agents.map(renderLimits)].join("\n");
}

/** The agents' names, in a sentence. */
export async function renderAgentNames(): Promise<string> {
  const names = (await loadAgents()).map(({ title }) => title);
  return `It works with ${names.slice(0, -1).join(", ")} and ${names.at(-1)}.`;
}

function renderRow({ title, capabilities, seen, answers, serverAnswers }: Agent): string {
  const { question, turnEnd, interrupt, close, background } = capabilities;
  const sighting = seen === null ? "not run yet" : `${seen.version}, ${seen.date}: ${seen.how}`;
  const answer = (answers ?? serverAnswers) ? "partly" : "no";
  const told = [question, turnEnd, interrupt, close, background, answer];
  const cells = [`**${title}**`, ...told, sighting];
  return `| ${cells.join(" | ")} |`;
}

function renderLimits({ name, title, limits }: Agent): string {
  return [`- **${title}** (\`${name}\`)`, ...limits.map((limit) => `  - ${limit}`)].join("\n");
}
