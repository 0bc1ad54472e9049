import { expect, test } from "bun:test";
import { formatDuration, parseDuration, untilNextDuration } from "../../src/attention/duration.ts";
import { ConsoleError } from "../../src/protocol/errors.ts";

test("a duration is shown in its two largest units", () => {
  const shown = [0, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000, 446_400_000];
  expect(shown.map(formatDuration)).toEqual([
    "0s",
    "59s",
    "1m",
    "59m",
    "1h00m",
    "23h59m",
    "1d0h",
    "5d4h",
  ]);
});

test("a clock that was set back shows zero, not a negative time", () => {
  expect(formatDuration(-5000)).toBe("0s");
});

test("what is shown changes exactly when it is foretold, and not a millisecond before", () => {
  for (const ms of [-1500, 0, 999, 59_001, 61_000, 3_599_999, 3_600_001, 86_399_000, 90_000_001]) {
    const until = untilNextDuration(ms);
    expect(until).toBeGreaterThan(0);
    expect(formatDuration(ms + until - 1)).toBe(formatDuration(ms));
    expect(formatDuration(ms + until)).not.toBe(formatDuration(ms));
  }
});

test("durations are read in units, sums of units, and zero without one", () => {
  expect(["90s", "10m", "1h30m", "2d", "250ms", "1.5h", "0", " 5M "].map(parseDuration)).toEqual([
    90_000, 600_000, 5_400_000, 172_800_000, 250, 5_400_000, 0, 300_000,
  ]);
});

test("anything else is refused, and so is more than a year", () => {
  for (const text of ["", "m", "-5m", "5 m", "5x", "1e3", "Infinity", "367d", "5m-", "0.5"]) {
    expect(() => parseDuration(text)).toThrow(ConsoleError);
  }
});

test("a number without a unit is asked for one", () => {
  expect(() => parseDuration("10")).toThrow("10 needs a unit - 10s, 10m or 10h?");
});
