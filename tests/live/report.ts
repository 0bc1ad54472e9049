import type { Result } from "./suite.ts";
import { seconds } from "./verdict.ts";

const WORDS = {
  right: "right",
  wrong: "WRONG",
  untold: "no signal",
  undriven: "could not be driven",
  absent: "absent",
} as const;

/** One scenario's outcome, for a person. */
export function printResult({ scenario, verdict, tookMs, starts = [] }: Result): void {
  for (const ms of starts) console.log(`  (its tool began ${seconds(ms)} after it was granted)`);
  const name = `  ${scenario.padEnd(27)}${WORDS[verdict.kind]}`;
  if (verdict.kind === "absent" || verdict.kind === "untold")
    console.log(`${name}: ${verdict.why}`);
  else if (verdict.kind === "right") {
    console.log(
      `${name}, at most ${seconds(Math.max(0, ...verdict.lateness.map(({ lateMs }) => lateMs)))} late (${seconds(tookMs)})`,
    );
  } else {
    const why = verdict.kind === "wrong" ? verdict.faults : [verdict.why];
    console.log(`${name} (${seconds(tookMs)})\n${indented(why)}`);
  }
}

/** How many of each, at the end. */
export function summarise(results: readonly Result[]): string {
  const counts = Object.entries(WORDS).map(([kind, words]) => {
    const of = results.filter(({ verdict }) => verdict.kind === kind);
    return `${of.length} ${words.toLowerCase()}`;
  });
  return `\n${counts.join(", ")}`;
}

function indented(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line) => `      ${line}`)
    .join("\n");
}
