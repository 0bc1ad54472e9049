import { expect, test } from "bun:test";
import { payloadChanges } from "./fixtures.ts";

const payload = (event: string, ...fields: string[]) => ({
  after_ms: 0,
  event,
  payload: Object.fromEntries(fields.map((field) => [field, 1])),
});

test("events and fields that came and went are named", () => {
  const kept = [payload("Stop", "cwd", "old"), payload("Gone", "cwd")];
  const now = [payload("Stop", "cwd", "fresh"), payload("New", "cwd")];
  expect(payloadChanges(now, kept)).toEqual([
    "event Gone did not come",
    "new event New: cwd",
    "new field Stop.fresh",
    "field Stop.old did not come",
  ]);
});
