// What was put off for ten minutes comes back in ten, whatever becomes of the clock.
import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createClockFollower } from "../../src/daemon/hub/clock-follower.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const NOON_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A store with a session that is put off for ten minutes at noon. */
function snoozed() {
  const store = new Store();
  let stepMs = 0;
  let elapsedMs = 0;
  const steadyMs = () => 5 * HOUR_MS + elapsedMs;
  const clock = createClockFollower(store, () => elapsedMs, steadyMs);
  const nowMs = () => NOON_MS + elapsedMs + stepMs;
  clock.follow(nowMs());
  store.set({ session_id: "a", status: "attention" }, nowMs());
  store.snooze("a", nowMs() + 10 * MINUTE_MS, steadyMs() + 10 * MINUTE_MS);
  store.takeChanges();
  return {
    store,
    /** Time goes by, and then the clock is set. @returns how long it is put off for yet. */
    leftAfter(passedMs: number, setMs: number): number {
      elapsedMs += passedMs;
      stepMs += setMs;
      clock.follow(nowMs());
      return (store.get("a").snoozedUntilMs ?? 0) - nowMs();
    },
  };
}

test("a clock that is set back makes no snooze longer, and its change is published", () => {
  const { store, leftAfter } = snoozed();
  expect(leftAfter(4 * MINUTE_MS, -5 * HOUR_MS)).toBe(6 * MINUTE_MS);
  expect(store.takeChanges().map(({ id }) => id)).toEqual(["a"]);
  expect(leftAfter(MINUTE_MS, -HOUR_MS)).toBe(5 * MINUTE_MS);
});

test("a clock that ran ahead and is set back leaves a snooze over that was over", () => {
  const { leftAfter } = snoozed();
  expect(leftAfter(MINUTE_MS, 5 * HOUR_MS)).toBeLessThan(0);
  expect(leftAfter(20 * MINUTE_MS, -5 * HOUR_MS)).toBeLessThan(0);
});

test("a clock that is adjusted a little changes no session", () => {
  const { store, leftAfter } = snoozed();
  for (let i = 0; i < 100; i++) leftAfter(1000, i % 2 === 0 ? -20 : 20);
  expect(store.takeChanges()).toEqual([]);
});

/** A library that sets the clock of whoever it is preloaded to; null without a compiler. */
async function openClock(box: Sandbox) {
  const [library, file] = [`${box.folder}/clock.so`, `${box.folder}/clock`];
  if (process.platform !== "linux" || Bun.which("gcc") === null) return null;
  const source = `${import.meta.dir}/clock.c`;
  const built = await box.exec(["gcc", "-shared", "-fPIC", "-o", library, source, "-ldl"]);
  if (built.exitCode !== 0) return null;
  return {
    env: { LD_PRELOAD: library, CLOCK_SHIFT: file },
    setBack: (ms: number) => fs.writeFileSync(file, String(-ms / 1000)),
    nowMs: () => Date.now() + 1000 * Number(fs.existsSync(file) ? fs.readFileSync(file) : 0),
  };
}

test("the hub's clock set back, alive or between two lives, makes no snooze longer", async () => {
  using box = sandbox();
  const clock = await openClock(box);
  if (clock === null) return;
  const first = await box.daemon([], { env: clock.env });
  const client = await box.connect();
  await client.set("a", "attention");
  await client.ask({ cmd: "SNOOZE", session_id: "a", for_ms: 10 * MINUTE_MS });
  const left = async (of: typeof client) => {
    const { snoozed_until_ms } = await of.data({ cmd: "GET", session_id: "a" });
    return snoozed_until_ms - clock.nowMs();
  };
  expect(await left(client)).toBeGreaterThan(8 * MINUTE_MS);
  const watcher = await box.connect();
  await watcher.subscribe();
  clock.setBack(5 * HOUR_MS);
  expect(await left(client)).toBeLessThanOrEqual(10 * MINUTE_MS);
  const { session } = await watcher.waitFor("the change", ({ type }) => type === "update");
  expect(session.snoozed_until_ms - clock.nowMs()).toBeGreaterThan(8 * MINUTE_MS);
  first.signal("SIGKILL");
  await first.exited();
  clock.setBack(29 * HOUR_MS);
  await box.daemon([], { env: clock.env });
  using again = await box.connect();
  const leftMs = await left(again);
  expect(leftMs).toBeLessThanOrEqual(10 * MINUTE_MS);
  expect(leftMs).toBeGreaterThan(8 * MINUTE_MS);
});
