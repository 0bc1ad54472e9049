import { expect, test } from "bun:test";
import { createActivity } from "../../../src/daemon/lifecycle/activity.ts";
import { createPeriodicCheck } from "../../../src/daemon/lifecycle/periodic-check.ts";
import { until } from "../../support/until.ts";

/** A check with a clock of our own; the daemon times out after a millisecond. */
function checked(state: { isInUse: boolean; ownsPath: boolean }) {
  let nowMs = 0;
  const activity = createActivity(() => nowMs);
  const reasons: string[] = [];
  let checks = 0;
  const check = createPeriodicCheck({
    idleTimeoutMs: 1,
    activity,
    inUseForMs: () => (state.isInUse ? 1 : 0),
    isTold: () => false,
    maintain() {
      checks += 1;
      nowMs += 10;
    },
    ownsPath: () => state.ownsPath,
    shutDown: (reason) => reasons.push(reason),
  });
  return { check, reasons, checks: () => checks };
}

test("a daemon that is out of use for long enough shuts down", async () => {
  const { check, reasons } = checked({ isInUse: false, ownsPath: true });
  check.arm();
  await until(() => reasons.length > 0, "a shutdown");
  check.stop();
  expect(reasons[0]).toBe("idle");
});

test("a check that was due goes on being due after a re-exec, and comes once", async () => {
  let nowMs = 0;
  const before = createActivity(() => nowMs);
  nowMs = 70_000;
  const activity = createActivity(() => 5);
  activity.restore(before.save());
  expect(activity.save()).toEqual(before.save());
  let checks = 0;
  const check = createPeriodicCheck({
    ...{ idleTimeoutMs: 0, activity, inUseForMs: () => 0, ownsPath: () => true },
    isTold: () => false,
    maintain() {
      checks += 1;
    },
    shutDown() {},
  });
  check.arm();
  await until(() => checks > 0, "the check");
  expect(activity.uncheckedMs()).toBe(0);
  check.stop();
});

test("a daemon that is told of all that happens checks once after the last message", async () => {
  let nowMs = 0;
  const activity = createActivity(() => nowMs);
  let checks = 0;
  const check = createPeriodicCheck({
    ...{ idleTimeoutMs: 0, activity, inUseForMs: () => 0, isTold: () => true },
    ownsPath: () => true,
    maintain() {
      checks += 1;
    },
    shutDown() {},
  });
  const isDueAt = async (ms: number) => {
    const before = checks;
    nowMs = ms;
    check.arm();
    await Bun.sleep(20); // one that is due rings after a millisecond
    return checks > before;
  };
  expect(await isDueAt(60_000)).toBe(true);
  expect(await isDueAt(120_000)).toBe(false);
  expect(await isDueAt(3_600_000)).toBe(false);
  activity.note();
  // Not at once: what the message leads to comes first.
  expect(await isDueAt(3_600_001)).toBe(false);
  expect(await isDueAt(3_630_000)).toBe(true);
  expect(await isDueAt(3_700_000)).toBe(false);
  check.stop();
});

test("active sessions keep a daemon from leaving as long as they are active, and no longer", async () => {
  let nowMs = 0;
  const activity = createActivity(() => nowMs);
  const reasons: string[] = [];
  const check = createPeriodicCheck({
    ...{ idleTimeoutMs: 1000, activity, isTold: () => true, ownsPath: () => true },
    inUseForMs: () => Math.max(0, 5000 - nowMs),
    maintain() {},
    shutDown: (reason) => reasons.push(reason),
  });
  const leavesAt = async (ms: number) => {
    nowMs = ms;
    check.arm();
    await Bun.sleep(20);
    return reasons.length > 0;
  };
  expect(await leavesAt(1000)).toBe(false);
  expect(await leavesAt(5999)).toBe(false);
  expect(await leavesAt(6000)).toBe(true);
  check.stop();
});

test("a daemon whose path leads elsewhere shuts down as replaced, in use or not", async () => {
  const { check, reasons } = checked({ isInUse: true, ownsPath: false });
  check.arm();
  await until(() => reasons.length > 0, "a shutdown");
  check.stop();
  expect(reasons[0]).toBe("replaced");
});

test("connections and active sessions keep it in use, but are no message", () => {
  let nowMs = 0;
  const activity = createActivity(() => nowMs);
  nowMs = 5;
  activity.note();
  nowMs = 8;
  activity.keepInUse(0);
  nowMs = 10;
  expect([activity.quietMs(), activity.unusedMs()]).toEqual([5, 2]);
});
