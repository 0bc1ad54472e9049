import { expect, test } from "bun:test";
import { getEventListeners } from "node:events";
import { pause } from "../../src/client/pause.ts";

const LONG_MS = 2 ** 30;

test("a pause ends when its signal aborts, and has none where it has done so", async () => {
  const leaving = new AbortController();
  const paused = pause(LONG_MS, leaving.signal);
  leaving.abort();
  await paused;
  await pause(LONG_MS, leaving.signal);
});

test("a signal keeps nothing of the pauses that are over", async () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 3; i += 1) await pause(0, signal);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
