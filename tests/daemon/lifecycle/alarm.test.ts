import { expect, test } from "bun:test";
import { createAlarm } from "../../../src/daemon/lifecycle/alarm.ts";
import { until } from "../../support/until.ts";

test("an alarm rings when something is due, and again while something is", async () => {
  let left = 3;
  const alarm = createAlarm(
    () => (left > 0 ? 1 : undefined),
    () => {
      left -= 1;
    },
  );
  alarm.arm();
  await until(
    () => left === 0,
    "three rings",
    () => left,
  );
});

test("an alarm that has nothing to wait for does not ring", async () => {
  let isDue = false;
  let rings = 0;
  const alarm = createAlarm(
    () => (isDue ? 1 : undefined),
    () => {
      rings += 1;
      isDue = false;
    },
  );
  alarm.arm();
  isDue = true;
  alarm.arm();
  await until(
    () => rings > 0,
    "a ring",
    () => rings,
  );
  expect(rings).toBe(1);
});

test("an alarm set for later rings earlier when something nearer comes up", async () => {
  const due = [3_600_000];
  let rings = 0;
  const alarm = createAlarm(
    () => due.at(-1),
    () => {
      rings += 1;
      due.length = 0;
    },
  );
  alarm.arm();
  due.push(1);
  alarm.arm();
  await until(
    () => rings > 0,
    "a ring",
    () => rings,
  );
});

test("an alarm that is stopped never rings", async () => {
  let rings = 0;
  const stopped = createAlarm(
    () => 1,
    () => {
      rings += 1;
    },
  );
  stopped.arm();
  stopped.stop();
  stopped.arm();
  let isLater = false;
  createAlarm(
    () => (isLater ? undefined : 5),
    () => {
      isLater = true;
    },
  ).arm();
  await until(
    () => isLater,
    "an alarm set for later",
    () => isLater,
  );
  expect(rings).toBe(0);
});
