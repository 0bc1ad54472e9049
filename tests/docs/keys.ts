import { BINDINGS } from "../../src/tui/bindings.ts";

/** The keys of the live view: a table with a row for each. */
export async function renderKeys(): Promise<string> {
  const rows = BINDINGS.map(({ shown, help }) => {
    const keys = shown.split(", ").map((key) => `\`${key}\``);
    return `| ${keys.join(" ")} | ${help} |`;
  });
  return ["| key | what it does |", "| --- | --- |", ...rows].join("\n");
}
