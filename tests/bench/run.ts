// Prints what the shipped binary costs, beside what it is compared with in the same run.
//   npm run bench -- [--only <section>[,<section>]] [--quick]
import { parseArgs } from "node:util";
import { type Bench, createFolder } from "./bench.ts";
import { measureCrowd } from "./crowd.ts";
import { measureIdle } from "./idle.ts";
import { measureLimits } from "./limits.ts";
import { describeMachine } from "./machine.ts";
import { measureMemory } from "./memory.ts";
import { measureProcesses } from "./processes.ts";
import { measurePush } from "./push.ts";
import { measureRelay } from "./relay.ts";
import { measureScaling } from "./scaling.ts";
import { measureSize } from "./size.ts";
import { measureStart } from "./start.ts";
import { measureStep } from "./step.ts";
import { formatTable, type Row } from "./table.ts";
import { measureThroughput } from "./throughput.ts";

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  start: measureStart,
  push: measurePush,
  throughput: measureThroughput,
  step: measureStep,
  processes: measureProcesses,
  idle: measureIdle,
  memory: measureMemory,
  limits: measureLimits,
  scaling: measureScaling,
  crowd: measureCrowd,
  relay: measureRelay,
  size: measureSize,
};

const { values } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const chosen = values.only?.split(",") ?? Object.keys(SECTIONS);
const unknown = chosen.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown !== undefined) {
  console.error(`no section ${unknown} - there are ${Object.keys(SECTIONS).join(", ")}`);
  process.exit(2);
}

console.log(`${describeMachine()}\n${values.quick ? "a quick run: see that it works\n" : ""}`);
for (const name of chosen) {
  using folder = createFolder();
  const rows: Row[] = [];
  const absent = new Set<string>();
  await SECTIONS[name]?.({
    folder: folder.path,
    isQuick: values.quick,
    row: (row) => rows.push(row),
    missing: (program) => absent.add(program),
  });
  console.log(formatTable(name, rows));
  if (absent.size > 0) console.log(`not here, so not compared: ${[...absent].join(", ")}\n`);
}
