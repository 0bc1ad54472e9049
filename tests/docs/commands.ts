import type { ArgsDef, CommandDef } from "citty";
import { COMMAND_TREE } from "../../src/cli/tree.ts";

/** The command reference: a table with a row for each command. */
export async function renderCommands(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(COMMAND_TREE).map(async ([name, load]) => renderRow(name, await load())),
  );
  return ["| command | what it does | flags |", "| --- | --- | --- |", ...rows].join("\n");
}

function renderRow(name: string, { meta, args }: CommandDef): string {
  const { description = "" } = meta as { description?: string };
  const defs = Object.entries((args ?? {}) as ArgsDef);
  const positional = defs.filter(([, def]) => def.type === "positional");
  const words = positional.map(([arg, def]) => {
    const hint = ("valueHint" in def && def.valueHint) || "";
    const word = hint.includes("|") || hint === arg ? hint : `${arg}${hint}`;
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
