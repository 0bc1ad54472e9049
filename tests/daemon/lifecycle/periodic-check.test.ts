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
    isInUse: () => state.isInUse,
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
    ...{ idleTimeoutMs: 0, activity, isInUse: () => false, ownsPath: () => true },
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
  activity.keepInUse();
  nowMs = 10;
  expect([activity.quietMs(), activity.unusedMs()]).toEqual([5, 2]);
});
