// Does to the shipped binary what nobody should, and prints what became of it.
//   npm run faults -- [--seed <n>] [--times <n>] [--soak <duration>]
// A seed repeats a run; `--times 10` does ten times as much; `--soak 2h` only
// keeps a daemon busy for so long, and prints what it costs meanwhile.
import { parseArgs } from "node:util";
import { parseDuration } from "../../src/attention/duration.ts";
import { MAX_REPORT_BYTES } from "../../src/daemon/hub/report-socket.ts";
import { MAX_LINE_BYTES } from "../../src/protocol/wire.ts";
import { sandbox } from "../support/sandbox.ts";
import { restoreDamaged } from "./damage.ts";
import { fuzz } from "./fuzz.ts";
import { killUnderLoad } from "./kills.ts";
import { followModel } from "./model.ts";
import { chooseSeed, createRandom } from "./random.ts";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    times: { type: "string", default: "1" },
    soak: { type: "string" },
  },
});
const random = createRandom(values.seed === undefined ? chooseSeed() : Number(values.seed));
const times = Number(values.times);
console.log(`seed ${random.seed}`);

if (values.soak !== undefined) {
  using box = sandbox();
  await soak(box, random, parseDuration(values.soak));
} else {
  const wrong = [
    ...(await kills(60 * times)),
    ...(await model(10_000 * times)),
    ...(await fuzzing(40_000 * times)),
    ...damages(2000 * times),
  ];
  for (const one of wrong) console.log(`WRONG ${one}`);
  console.log(wrong.length === 0 ? "nothing was lost" : `${wrong.length} faults`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

async function kills(rounds: number): Promise<string[]> {
  using box = sandbox();
  const { kills, acknowledged, resumed, lost } = await killUnderLoad(box, random, rounds);
  say("kills under load", `${kills}, ${acknowledged} acknowledged changes, ${lost.length} lost`);
  say("subscribers resumed", `${resumed} of ${2 * kills - 1} reconnects, all with the same state`);
  return lost;
}

async function model(commands: number): Promise<string[]> {
  using box = sandbox();
  const { restarts, reconnects, wrong, ...done } = await followModel(box, random, commands);
  const what = `${done.commands} commands, ${restarts} restarts, ${reconnects} reconnects`;
  say("against the model", `${what}, ${wrong.length} differences`);
  return wrong;
}

async function fuzzing(lines: number): Promise<string[]> {
  using box = sandbox();
  const reportSocket = `${box.folder}/report.sock`;
  const daemon = await box.daemon(["--report-socket", reportSocket]);
  // First, so that the sessions it makes are its own to change.
  const reported = await fuzz(box, reportSocket, random, lines / 4, MAX_REPORT_BYTES);
  const own = await fuzz(box, box.socket, random, lines, MAX_LINE_BYTES);
  const mb = ((own.bytes + reported.bytes) / 1e6).toFixed(0);
  const wrong = [...own.wrong, ...reported.wrong];
  if (daemon.stderr.includes("bug")) wrong.push(daemon.stderr);
  say("lines fuzzed", `${own.lines + reported.lines} (${mb} MB), ${wrong.length} faults`);
  say("answers", describe(own.answers));
  say("through the report-only socket", describe(reported.answers));
  return wrong;
}

function damages(count: number): string[] {
  using box = sandbox();
  const wrong = restoreDamaged(box.folder, random, count);
  say("damaged journals", `${count} restored as far as they go, ${wrong.length} faults`);
  return wrong;
}

function describe(answers: Readonly<Record<string, number>>): string {
  const entries = Object.entries(answers).sort(([, a], [, b]) => b - a);
  return entries.map(([code, count]) => `${code} ${count}`).join(", ");
}

function say(what: string, found: string): void {
  console.log(`${what.padEnd(24)} ${found}`);
}
