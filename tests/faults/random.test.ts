// Bounded forms of what `npm run faults` does at length. fast-check makes what it
// finds as small as it can and prints where it is found again:
// SEED=… FAULT_PATH=… bun test tests/faults/random.test.ts -t …
import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { sandbox } from "../support/sandbox.ts";
import { damageProperty } from "./damage.ts";
import { errnoProperty } from "./errnos.ts";
import { modelProperty } from "./follow-model.ts";
import { fuzzProperty } from "./fuzz.ts";
import { handoffProperty, NEXT } from "./handoffs.ts";
import { killProperty } from "./kills.ts";
import { repeatProperty } from "./repeats.ts";
import { bounded, replayOfEnvironment } from "./replay.ts";
import { sweepProperty } from "./sweeps.ts";
import { buildVersion } from "./versions.ts";

/** Within the limit of a test, so that what was found is told. */
const LIMIT_MS = 100_000;
setDefaultTimeout(LIMIT_MS + 20_000);

const times = (numRuns: number) => bounded(numRuns, replayOfEnvironment(), LIMIT_MS);

test("a daemon that is killed under load loses no acknowledged change", async () => {
  using box = sandbox();
  const figures = { kills: 0, acknowledged: 0, resumed: 0 };
  await fc.assert(await killProperty(box, figures), { ...times(8), endOnFailure: true });
  expect(figures.acknowledged).toBeGreaterThan(100);
  expect(figures.resumed).toBeGreaterThanOrEqual(figures.kills);
});

test("random commands, restarts, reconnects and slow readers give what the model gives", async () => {
  const figures = { commands: 0, restarts: 0, reconnects: 0 };
  await fc.assert(modelProperty(figures), times(15));
  expect(figures.commands).toBeGreaterThan(500);
});

test("a fuzzer finds no line that goes unanswered, breaks the daemon or spoils the state", async () => {
  const figures = { lines: 0, bytes: 0, own: {}, reported: {} };
  await fc.assert(fuzzProperty(figures), times(60));
  expect(figures.lines).toBeGreaterThan(1000);
  expect(figures.own).toMatchObject({ ok: expect.any(Number), invalid_json: expect.any(Number) });
});

test("a journal damaged anywhere is restored as far as it goes, and kept up afterwards", () => {
  using box = sandbox();
  fc.assert(damageProperty(box.folder), times(500));
});

test("a hub whose files are removed in any order puts them back, and a kill after loses nothing", async () => {
  using box = sandbox();
  const figures = { sweeps: 0, removed: 0, kills: 0, acknowledged: 0 };
  await fc.assert(await sweepProperty(box, figures), { ...times(10), endOnFailure: true });
  expect(figures.removed).toBeGreaterThan(figures.sweeps);
});

test.skipIf(process.platform !== "linux")(
  "a handoff is whole or did not happen, whoever is connected and wherever it fails",
  async () => {
    using box = sandbox();
    const figures = { done: 0, failed: 0 };
    await fc.assert(handoffProperty(await buildVersion(box.folder, NEXT), figures), times(6));
    expect(figures.done + figures.failed).toBeGreaterThan(0);
  },
);

test("reports that come again, late, and past kills and deletions count once", async () => {
  const figures = { reports: 0, repeats: 0, restarts: 0, deletions: 0 };
  await fc.assert(repeatProperty(figures), times(6));
  expect(figures.repeats).toBeGreaterThan(0);
});

test("no command calls a bug what the system withholds", async () => {
  const figures = { commands: 0, refused: 0 };
  await fc.assert(errnoProperty(figures), times(12));
  expect(figures.commands).toBeGreaterThan(0);
});
