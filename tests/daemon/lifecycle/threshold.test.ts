import { expect, test } from "bun:test";
import { createThreshold } from "../../../src/daemon/lifecycle/threshold.ts";

test("a daemon that has held little so far is worth no re-exec; one that holds much is, at once", () => {
  const threshold = createThreshold(false, () => 0);
  expect(threshold.isReached(5000)).toBe(false);
  expect(threshold.isReached(6000)).toBe(true);
  expect(threshold.waitMs).toBe(0);
});

test("after a re-exec, what it holds then is its least; the next one waits and is worth it above that", () => {
  let nowMs = 0;
  const threshold = createThreshold(true, () => nowMs);
  expect(threshold.isReached(9000)).toBe(false);
  expect(threshold.isReached(9500)).toBe(false);
  expect(threshold.isReached(10_100)).toBe(true);
  expect(threshold.waitMs).toBeGreaterThan(0);
  nowMs += threshold.waitMs;
  expect(threshold.waitMs).toBe(0);
});

test("where a re-exec failed none is worth it any more", () => {
  const threshold = createThreshold(false, () => 0);
  threshold.giveUp();
  expect(threshold.isReached(1e9)).toBe(false);
});
