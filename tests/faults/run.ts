// Does to the shipped binary what nobody should, and prints what became of it.
//   npm run faults -- [--only <kind>] [--times <n>] [--soak <duration>] [--seed <n>] [--path <path>]
// The kinds: kills, model, fuzz, damage, floods, sweeps, handoffs, repeats, errnos, relays.
// `--times 10` does ten times as much; `--soak 2h` only keeps a daemon busy for
// so long, and prints what it costs meanwhile. What is found is made smaller and
// printed with its seed and path: with both and `--only` it is found again at once.
import { parseArgs } from "node:util";
import fc from "fast-check";
import { parseDuration } from "../../src/attention/duration.ts";
import { MOSQUITTO } from "../relay/broker.ts";
import { sandbox } from "../support/sandbox.ts";
import { damageProperty } from "./damage.ts";
import { errnoProperty } from "./errnos.ts";
import { flood, percentile } from "./flood.ts";
import { modelProperty } from "./follow-model.ts";
import { fuzzProperty } from "./fuzz.ts";
import { handoffProperty, NEXT } from "./handoffs.ts";
import { killProperty } from "./kills.ts";
import { BROKERS, type RelayFigures, relayProperty } from "./relays.ts";
import { repeatProperty } from "./repeats.ts";
import { bounded, replay } from "./replay.ts";
import { soak } from "./soak.ts";
import { sweepProperty } from "./sweeps.ts";
import { buildVersion } from "./versions.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    path: { type: "string" },
    only: { type: "string" },
    times: { type: "string", default: "1" },
    soak: { type: "string" },
  },
});
/** How long one kind may go on, for each of `--times`. */
const LIMIT_MS = 10 * 60_000;
const times = Number(values.times);
const where = { seed: Math.floor(Math.random() * 2 ** 31), ...replay(values.seed, values.path) };
console.log(`seed ${where.seed}`);

/** Each kind of run: how often, and what there is to say of it. */
const KINDS: Record<string, () => Promise<boolean>> = {
  ...{ kills, model, fuzz, damage, floods },
  ...{ sweeps, handoffs, repeats, errnos, relays },
};

if (values.soak !== undefined) {
  using box = sandbox();
  await soak(box, where.seed, parseDuration(values.soak));
} else {
  const isAsked = (name: string) => values.only === undefined || values.only === name;
  let faults = 0;
  for (const [name, run] of Object.entries(KINDS)) if (isAsked(name) && !(await run())) faults += 1;
  console.log(faults === 0 ? "nothing was lost" : `${faults} of the kinds found a fault`);
  process.exitCode = faults === 0 ? 0 : 1;
}

async function kills(): Promise<boolean> {
  using box = sandbox();
  const figures = { kills: 0, acknowledged: 0, resumed: 0 };
  const property = await killProperty(box, figures);
  const isRight = await hold("kills", property, 60, true);
  say("kills under load", `${figures.kills}, ${figures.acknowledged} acknowledged changes`);
  say("subscribers resumed", `${figures.resumed}, all with the same state`);
  return isRight;
}

async function model(): Promise<boolean> {
  const figures = { commands: 0, restarts: 0, reconnects: 0 };
  const isRight = await hold("model", modelProperty(figures), 60);
  const { commands, restarts, reconnects } = figures;
  say("against the model", `${commands} commands, ${restarts} restarts, ${reconnects} reconnects`);
  return isRight;
}

async function fuzz(): Promise<boolean> {
  const figures = { lines: 0, bytes: 0, own: {}, reported: {} };
  const isRight = await hold("fuzz", fuzzProperty(figures), 500);
  say("lines fuzzed", `${figures.lines} (${(figures.bytes / 1e6).toFixed(0)} MB)`);
  say("answers", describe(figures.own));
  say("on the report socket", describe(figures.reported));
  return isRight;
}

async function damage(): Promise<boolean> {
  using box = sandbox();
  const isRight = await hold("damage", damageProperty(box.folder), 4000);
  say("damaged journals", `${4000 * times} restored as far as they go`);
  return isRight;
}

async function floods(): Promise<boolean> {
  using box = sandbox();
  const { getMs, hooks, reports } = await flood(box, 20, 100 * times);
  const ms = (part: number) => `${percentile(getMs, part).toFixed(1)} ms`;
  say("20 flooding reporters", `${reports} reports got through meanwhile`);
  say("the owner's GET", `half within ${ms(0.5)}, 95 % within ${ms(0.95)}`);
  say("hooks delivered", `${hooks.delivered} of ${hooks.of}`);
  return hooks.delivered === hooks.of;
}

async function sweeps(): Promise<boolean> {
  using box = sandbox();
  const figures = { sweeps: 0, removed: 0, kills: 0, acknowledged: 0 };
  const isRight = await hold("sweeps", await sweepProperty(box, figures), 40, true);
  const { removed, kills, acknowledged } = figures;
  say("files swept away", `${removed} in ${figures.sweeps} rounds, ${kills} kills after them`);
  say("reported meanwhile", `${acknowledged} acknowledged changes`);
  return isRight;
}

async function handoffs(): Promise<boolean> {
  using box = sandbox();
  const figures = { done: 0, failed: 0 };
  const property = handoffProperty(await buildVersion(box.folder, NEXT), figures);
  const isRight = await hold("handoffs", property, 30);
  say("handoffs", `${figures.done} done, ${figures.failed} that failed as they were meant to`);
  return isRight;
}

async function repeats(): Promise<boolean> {
  const figures = { reports: 0, repeats: 0, restarts: 0, deletions: 0 };
  const isRight = await hold("repeats", repeatProperty(figures), 40);
  const { reports, restarts, deletions } = figures;
  say("delivered again", `${figures.repeats} times, of ${reports} reports`);
  say("meanwhile", `${restarts} restarts, ${deletions} deletions`);
  return isRight;
}

async function errnos(): Promise<boolean> {
  const figures = { commands: 0, refused: 0 };
  const isRight = await hold("errnos", errnoProperty(figures), 60);
  say(
    "withheld by the system",
    `${figures.commands} commands, ${figures.refused} refused in words`,
  );
  return isRight;
}

async function relays(): Promise<boolean> {
  if (MOSQUITTO === null) return false;
  let isRight = true;
  for (const [name, lines] of Object.entries(BROKERS)) {
    using a = sandbox();
    using b = sandbox();
    using c = sandbox();
    const figures: RelayFigures = { kills: {}, changes: 0, healedMs: [] };
    const own = name.startsWith("keeps what") ? [`persistence_location ${a.folder}/`] : [];
    const property = await relayProperty([a, b, c], [...lines, ...own], figures);
    isRight = (await hold("relays", property, 20, true)) && isRight;
    const healedMs = figures.healedMs.toSorted((x, y) => x - y);
    const ms = (part: number) => `${percentile(healedMs, part).toFixed(0)} ms`;
    say(`broker ${name}`, `${describe(figures.kills)}; ${figures.changes} changes`);
    say("every view the truth", `half within ${ms(0.5)}, all within ${ms(1)}`);
  }
  return isRight;
}

/** Runs a property, and prints what it found and how that is found again. */
async function hold<T>(
  name: string,
  property: fc.IRawProperty<T>,
  runs: number,
  endOnFailure = false,
): Promise<boolean> {
  const limits = bounded(runs * times, where, LIMIT_MS * times);
  const result = await fc.check(property, { ...limits, endOnFailure } as fc.Parameters<T>);
  if (!result.failed) return true;
  console.log(`WRONG ${name}: ${fc.defaultReportMessage(result)}`);
  const { seed, counterexamplePath, errorInstance } = result;
  console.log(errorInstance instanceof Error ? errorInstance.message : errorInstance);
  console.log(
    `again: npm run faults -- --only ${name} --seed ${seed} --path ${counterexamplePath}`,
  );
  return false;
}

function describe(answers: Readonly<Record<string, number>>): string {
  const entries = Object.entries(answers).sort(([, a], [, b]) => b - a);
  return entries.map(([code, count]) => `${code} ${count}`).join(", ");
}

function say(what: string, found: string): void {
  console.log(`${what.padEnd(24)} ${found}`);
}
