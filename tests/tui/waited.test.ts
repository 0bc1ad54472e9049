import { expect, test } from "bun:test";
import { createWaitedToday } from "../../src/tui/waited.ts";

test("what was waited today goes on with those that wait, and begins anew at midnight", async () => {
  const answered = Promise.withResolvers<void>();
  const waited = createWaitedToday(async () => 60_000, answered.resolve);
  expect(waited.at(Date.now(), 2)).toBe(0); // nobody has said
  const beforeMs = Date.now();
  waited.refresh();
  await answered.promise;
  const midnightMs = new Date(beforeMs).setHours(24, 0, 0, 0);
  expect(waited.at(beforeMs, 2)).toBe(60_000);
  expect(waited.at(midnightMs - 1, 0)).toBe(60_000);
  expect(waited.at(midnightMs - 1, 2) - waited.at(midnightMs - 1001, 2)).toBe(2000);
  expect(waited.at(midnightMs, 2)).toBe(0);
  expect(waited.at(midnightMs + 90_000, 2)).toBe(180_000);
});
