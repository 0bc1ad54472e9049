// The README's parts that the program knows itself: the command reference and
// what each agent can report. `bun run docs` writes them; a test fails when
// they are out of date.
import type { ArgsDef, CommandDef } from "citty";
import type { Adapter } from "../src/agents/agent.ts";
import { ADAPTERS } from "../src/agents/table.ts";
import { COMMAND_TREE } from "../src/cli/tree.ts";

const README = new URL("../README.md", import.meta.url).pathname;

/** Name of a part -> its text. In the README it stands between two comments of that name. */
const PARTS: Readonly<Record<string, () => Promise<string>>> = {
  commands: renderCommands,
  agents: async () => Object.values(ADAPTERS).map(renderAgent).join("\n"),
};

/** The README's text with each part put in its place. */
export async function withParts(readme: string): Promise<string> {
  let text = readme;
  for (const [name, render] of Object.entries(PARTS)) {
    const [before, rest] = splitAfter(text, `<!-- ${name}: written by \`bun run docs\` -->\n`);
    const end = `\n<!-- end of ${name} -->`;
    const [, after] = splitAfter(rest, end);
    text = before + (await render()) + end + after;
  }
  return text;
}

async function renderCommands(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(COMMAND_TREE).map(async ([name, load]) => renderRow(name, await load())),
  );
  return ["| command | what it does | flags |", "| --- | --- | --- |", ...rows].join("\n");
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

function renderRow(name: string, { meta, args }: CommandDef): string {
  const { description = "" } = meta as { description?: string };
  const defs = Object.entries((args ?? {}) as ArgsDef);
  const positional = defs.filter(([, def]) => def.type === "positional");
  const words = positional.map(([arg, def]) => {
    const hint = ("valueHint" in def && def.valueHint) || "";
    const word = hint.includes("|") ? hint : `${arg}${hint}`;
    return def.required === false ? ` [${word}]` : ` <${word}>`;
  });
  const flags = defs
    .filter(([flag, def]) => def.type !== "positional" && flag !== "socket")
    .map(
      ([flag, def]) =>
        `\`--${flag}${"valueHint" in def && def.valueHint ? ` <${def.valueHint}>` : ""}\``,
    );
  const cells = [`\`${name}${words.join("")}\``, description, flags.join(" ")];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The text up to and including the mark, and what comes after it. */
function splitAfter(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`README.md has no line: ${mark.trim()}`);
  return [text.slice(0, at + mark.length), text.slice(at + mark.length)];
}

if (import.meta.main) {
  const readme = await Bun.file(README).text();
  await Bun.write(README, await withParts(readme));
}
