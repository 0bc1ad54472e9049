// Runs the real agents against scripted models and says where the hub is right.
//   npm run live [-- agent…] [--scenario name] [--newest] [--record] [--write]
import { readArguments } from "./arguments.ts";
import { writeFigures } from "./figures.ts";
import { keepPayloads, keptPayloads, payloadChanges } from "./fixtures.ts";
import { goalsLine } from "./goals.ts";
import { installAgent, pinnedVersion } from "./packages.ts";
import { printResult, summarise } from "./report.ts";
import { createSuite, type Result } from "./suite.ts";

/** Runs of which the figures are medians. */
const ROUNDS = 3;

const wanted = readArguments(process.argv.slice(2));
await using suite = createSuite(wanted);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, async () => {
    await suite[Symbol.asyncDispose]();
    process.exit(130);
  });
}
const results: Result[] = [];
for (const agent of wanted.agents) {
  const installed = await installAgent(agent, wanted.isNewest);
  console.log(`\n${agent.title} ${installed.version}`);
  for await (const result of suite.run(agent, installed)) {
    results.push(result);
    printResult(result);
    const isDriven = result.verdict.kind === "right" || result.verdict.kind === "wrong";
    if (wanted.isRecorded && isDriven) keepPayloads(agent, result.scenario, result.payloads);
  }
  const own = results.filter(({ agent: of }) => of === agent);
  const goals = goalsLine(own);
  if (goals !== "") console.log(`  told after the screen, in the median: ${goals}`);
  const isWhole = wanted.scenarios.length === 0;
  const figures = isWhole ? await agent.figures?.(agent, installed.bin, ROUNDS) : undefined;
  for (const line of figures ?? []) console.log(`  ${line}`);
  if (wanted.isNewest) {
    const pinned = pinnedVersion(agent);
    if (installed.version === pinned) console.log("  nothing newer is served than is pinned");
    const ran = own.filter(({ payloads }) => payloads.length > 0);
    const kept = keptPayloads(
      agent,
      ran.map(({ scenario }) => scenario),
    );
    const now = ran.flatMap(({ payloads }) => payloads);
    for (const change of payloadChanges(now, kept)) console.log(`  ${change}`);
  }
}
if (wanted.isWritten) writeFigures(results, new Date().toISOString().slice(0, 10));
console.log(summarise(results));
if (results.some(({ verdict }) => verdict.kind === "wrong")) process.exitCode = 1;
