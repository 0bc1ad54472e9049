import * as fs from "node:fs";
import { ROOT } from "../support/paths.ts";
import { median, medians } from "./goals.ts";
import type { Result } from "./suite.ts";
import { seconds, type Verdict } from "./verdict.ts";

const PAGE = `${ROOT}/src/agents/README.md`;
const [BEGIN, END] = ["<!-- live suite: begin -->", "<!-- live suite: end -->"];
const HEAD = `| agent | version | run on | right | wrong | no signal | could not be driven | absent | late: median, most | in the median: death · Esc · grant · denial |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
`;

/** Writes the results into the agents' page, between its marks; rows of agents that did not run stay. */
export function writeFigures(results: readonly Result[], date: string): void {
  const page = fs.existsSync(PAGE) ? fs.readFileSync(PAGE, "utf8") : "# What each agent tells\n";
  const [before = "", marked = ""] = page.split(`${BEGIN}\n`);
  const [kept = "", after = ""] = marked.split(`${END}\n`);
  const rows = new Map(rowsIn(kept));
  for (const [title, of] of Map.groupBy(results, ({ agent }) => agent.title)) {
    rows.set(title, rowOf(title, of, date));
  }
  const table = `${HEAD}${[...rows.values()].join("\n")}\n`;
  const gap = marked === "" ? "\n## Seen in the live suite\n\n" : "";
  fs.writeFileSync(PAGE, `${before}${gap}${BEGIN}\n${table}${END}\n${after}`);
}

function rowsIn(table: string): [string, string][] {
  const rows = table.split("\n").filter((line) => line.startsWith("| ") && !HEAD.includes(line));
  return rows.map((row) => [row.split(" | ")[0]?.slice(2) ?? "", row]);
}

function rowOf(title: string, results: readonly Result[], date: string): string {
  const names = (kind: Verdict["kind"]) =>
    results.filter(({ verdict }) => verdict.kind === kind).map(({ scenario }) => scenario);
  const listed = (kind: Verdict["kind"]) => names(kind).join(", ") || "–";
  const late = results.flatMap(({ verdict }) =>
    "lateness" in verdict ? verdict.lateness.map(({ lateMs }) => Math.max(0, lateMs)) : [],
  );
  const lateness = [median(late) ?? 0, Math.max(0, ...late)];
  const cells = [
    title,
    results[0]?.version,
    date,
    `${names("right").length} of ${results.length - names("absent").length}`,
    listed("wrong"),
    listed("untold"),
    listed("undriven"),
    listed("absent"),
    lateness.map(seconds).join(", "),
    medians(results)
      .map(({ medianMs }) => (medianMs === null ? "–" : `${medianMs} ms`))
      .join(" · "),
  ];
  return `| ${cells.join(" | ")} |`;
}
