import { loadAgents } from "../../agents/load.ts";
import { toOneLine } from "../../protocol/text.ts";
import { factsOf, formatLimits } from "../agent-facts.ts";
import { command } from "../command.ts";
import { OUTPUT_ARGS, readForm, writeRows } from "../output-form.ts";
import { formatRows, type Style, terminalStyle } from "../print.ts";
import type { AgentFacts } from "../schema/outputs.ts";

export const agents = command({
  meta: { name: "agents", description: "Show what each agent can and can't report" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console agents", "what each agent can and can't report"],
      ["agent-console agents --json", "the same for a program"],
      ["agent-console agents --format '{name} {capabilities.question}'", "a line for each"],
    ],
  },
  args: OUTPUT_ARGS,
  run: async ({ args }) => {
    const form = await readForm("agents", args);
    const all = (await loadAgents()).map(factsOf);
    writeRows(form, all, () => formatAgents(all, terminalStyle()));
  },
});

/** The capability table, then what each can't report. */
export function formatAgents(all: readonly AgentFacts[], style: Style): string {
  const heading = [
    "AGENT",
    "NAME",
    "QUESTION",
    "TURN END",
    "INTERRUPT",
    "CLOSE",
    "BACKGROUND",
    "ANSWERS",
  ];
  const rows = all.map(({ name, title, capabilities }) => {
    const { question, turn_end, interrupt, close, background, answer } = capabilities;
    return [title, name, question, turn_end, interrupt, close, background, answer];
  });
  const table = formatRows([heading, ...rows], style).map((line) => `${line}\n`);
  const limits = all
    .filter(({ limits }) => limits.length > 0)
    .map(({ title, limits }) => `\n${toOneLine(title)}\n${formatLimits(limits, style)}`);
  return [...table, ...limits].join("");
}
