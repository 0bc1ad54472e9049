import { expect, test } from "bun:test";
import { Notifier, type NotifyRules } from "../../src/attention/notification.ts";
import type { Session } from "../../src/protocol/session.ts";
import type { Event } from "../../src/protocol/wire.ts";
import { NOW_MS, sample } from "./sample.ts";

const RULES: NotifyRules = {
  matches: () => true,
  delayMs: 0,
  coolDownMs: 0,
  quiet: null,
  minuteOfDay: (ms) => Math.floor(ms / 60_000) % 1440,
  sinceMs: NOW_MS,
};

const snapshot = (...sessions: Session[]): Event => ({
  version: 1,
  type: "snapshot",
  epoch: "e",
  seq: 1,
  sessions,
});
const update = (session: Session): Event => ({ version: 1, type: "update", seq: 2, session });
const done = (given: Partial<Session> = {}) =>
  sample({ status: "attention", reason: "turn_done", since_ms: NOW_MS + 1, ...given });
const asks = (given: Partial<Session> = {}) =>
  sample({ status: "question", reason: "permission", since_ms: NOW_MS + 1, ...given });
const ids = (sessions: readonly Session[]) => sessions.map((session) => session.session_id);

function notifier(rules: Partial<NotifyRules> = {}): Notifier {
  const made = new Notifier({ ...RULES, ...rules });
  made.take(snapshot(sample()), NOW_MS);
  return made;
}

test("a person is told once when a turn is over, however often it is repeated", () => {
  const made = notifier();
  expect(ids(made.take(update(done()), NOW_MS + 1))).toEqual(["a1"]);
  expect(made.take(update(done()), NOW_MS + 2)).toEqual([]);
  expect(made.take(update(done({ reason: "idle", message: "still here" })), NOW_MS + 3)).toEqual(
    [],
  );
});

test("the next turn's end is told again", () => {
  const made = notifier();
  made.take(update(done()), NOW_MS + 1);
  made.take(update(sample({ since_ms: NOW_MS + 2 })), NOW_MS + 2);
  expect(ids(made.take(update(done({ since_ms: NOW_MS + 3 })), NOW_MS + 3))).toEqual(["a1"]);
});

test("two turns' ends of which the hub told only the last are told once each time it speaks", () => {
  const made = notifier();
  expect(ids(made.take(update(done()), NOW_MS + 1))).toEqual(["a1"]);
  expect(ids(made.take(update(done({ since_ms: NOW_MS + 9 })), NOW_MS + 9))).toEqual(["a1"]);
});

test("another question within the same wait is told, the same one is not", () => {
  const made = notifier();
  expect(made.take(update(asks({ message: "Bash: ls" })), NOW_MS + 1)).toHaveLength(1);
  expect(made.take(update(asks({ message: "Bash: ls", background: 2 })), NOW_MS + 2)).toHaveLength(
    0,
  );
  expect(made.take(update(asks({ message: "Bash: rm" })), NOW_MS + 3)).toHaveLength(1);
});

test("what waited before we came is not news, unless it asks something new", () => {
  const made = new Notifier(RULES);
  const old = asks({ since_ms: NOW_MS - 5000, message: "old" });
  expect(made.take(snapshot(old), NOW_MS)).toEqual([]);
  expect(made.take(update({ ...old, message: "new" }), NOW_MS + 1)).toHaveLength(1);
});

test("a need that came up while the hub was away is told when it is back", () => {
  const made = notifier();
  expect(ids(made.take({ ...snapshot(done()), epoch: "f" } as Event, NOW_MS + 500))).toEqual([
    "a1",
  ]);
});

test("a need that was told is not told again after a reconnect", () => {
  const made = notifier();
  made.take(update(done()), NOW_MS + 1);
  expect(made.take(snapshot(done()), NOW_MS + 500)).toEqual([]);
});

test("what came up while the hub was away is told once if it still holds, and not what was over by then", () => {
  const made = notifier();
  expect(made.take(update(asks({ replayed: true })), NOW_MS + 1)).toEqual([]);
  const working = sample({ status: "working", since_ms: NOW_MS + 2, replayed: true });
  expect(made.take(update(working), NOW_MS + 1)).toEqual([]);
  const asksAgain = asks({ since_ms: NOW_MS + 3, replayed: true });
  expect(made.take(update(asksAgain), NOW_MS + 4)).toEqual([]);
  const dueMs = made.nextDueMs() ?? 0;
  expect(made.takeDue(dueMs - 1)).toEqual([]);
  expect(ids(made.takeDue(dueMs))).toEqual(["a1"]);
  expect(made.take(update(asksAgain), dueMs + 1)).toEqual([]);
  expect(made.nextDueMs()).toBeUndefined();
});

test("a session that a look has found idle is not told of", () => {
  const made = notifier();
  expect(made.take(update(done({ replayed: true, reason: "idle" })), NOW_MS + 1)).toEqual([]);
  expect(made.nextDueMs()).toBeUndefined();
});

test("a child is never told of, not even when it asks", () => {
  const made = notifier();
  expect(made.take(update(asks({ parent_id: "p" })), NOW_MS + 1)).toEqual([]);
});

test("with a delay it is told when the delay is over, and not before", () => {
  const made = notifier({ delayMs: 1000 });
  expect(made.take(update(done()), NOW_MS + 1)).toEqual([]);
  expect(made.nextDueMs()).toBe(NOW_MS + 1001);
  expect(made.takeDue(NOW_MS + 1000)).toEqual([]);
  expect(ids(made.takeDue(NOW_MS + 1001))).toEqual(["a1"]);
  expect(made.nextDueMs()).toBeUndefined();
});

test("an answer within the delay cancels it", () => {
  const made = notifier({ delayMs: 1000 });
  made.take(update(asks()), NOW_MS + 1);
  made.take(update(sample({ since_ms: NOW_MS + 500 })), NOW_MS + 500);
  expect(made.nextDueMs()).toBeUndefined();
  expect(made.takeDue(NOW_MS + 5000)).toEqual([]);
});

test("an acknowledgement or an end within the delay cancels it", () => {
  for (const settled of [
    asks({ acknowledged_ms: NOW_MS + 2 }),
    asks({ status: "closed", closed: true }),
  ]) {
    const made = notifier({ delayMs: 1000 });
    made.take(update(asks()), NOW_MS + 1);
    made.take(update(settled), NOW_MS + 2);
    expect(made.takeDue(NOW_MS + 5000)).toEqual([]);
  }
});

test("a delay runs from the need, not from the last report of it", () => {
  const made = notifier({ delayMs: 1000 });
  made.take(update(done()), NOW_MS + 1);
  made.take(update(done({ priority: 2 })), NOW_MS + 900);
  expect(made.nextDueMs()).toBe(NOW_MS + 1001);
});

test("a need within the cool-down waits for its end, and is told if it still stands", () => {
  const made = notifier({ coolDownMs: 10_000 });
  expect(made.take(update(done()), NOW_MS + 1)).toHaveLength(1);
  expect(made.take(update(done({ since_ms: NOW_MS + 500 })), NOW_MS + 500)).toEqual([]);
  expect(ids(made.takeDue(NOW_MS + 10_001))).toEqual(["a1"]);
});

test("one session's cool-down holds back no other", () => {
  const made = notifier({ coolDownMs: 10_000 });
  made.take(update(done()), NOW_MS + 1);
  expect(ids(made.take(update(done({ session_id: "b2" })), NOW_MS + 2))).toEqual(["b2"]);
});

test("in quiet hours nothing is told, and at their end what still waits", () => {
  const noon = 12 * 60; // NOW_MS is noon
  const made = notifier({ quiet: { fromMinute: noon, toMinute: noon + 30 } });
  expect(made.take(update(done()), NOW_MS + 1)).toEqual([]);
  expect(made.take(update(asks({ session_id: "b2" })), NOW_MS + 2)).toEqual([]);
  made.take(update(sample({ session_id: "b2", since_ms: NOW_MS + 60_000 })), NOW_MS + 60_000);
  expect(made.nextDueMs()).toBe(NOW_MS + 30 * 60_000);
  expect(ids(made.takeDue(NOW_MS + 30 * 60_000))).toEqual(["a1"]);
});

test("what does not match the filters is not told", () => {
  const made = notifier({ matches: (session) => session.status === "question" });
  expect(made.take(update(done()), NOW_MS + 1)).toEqual([]);
  expect(made.take(update(asks({ session_id: "b2" })), NOW_MS + 2)).toHaveLength(1);
});

test("a snoozed session is told again when it wakes, though it was told before", () => {
  const made = notifier();
  made.take(update(done()), NOW_MS + 1);
  const snoozed = done({ snoozed_until_ms: NOW_MS + 5000 });
  expect(made.take(update(snoozed), NOW_MS + 10)).toEqual([]);
  expect(made.nextDueMs()).toBe(NOW_MS + 5000);
  expect(ids(made.takeDue(NOW_MS + 5000))).toEqual(["a1"]);
});

test("a session that starts is not told, its first turn's end is", () => {
  const made = notifier();
  expect(made.take(update(done({ session_id: "b2", reason: "started" })), NOW_MS + 1)).toEqual([]);
  const ended = done({ session_id: "b2", since_ms: NOW_MS + 9 });
  expect(ids(made.take(update(ended), NOW_MS + 9))).toEqual(["b2"]);
});

test("a session made anew under the same name is another one to tell of", () => {
  const made = notifier({ coolDownMs: 60_000 });
  made.take(update(done()), NOW_MS + 1);
  expect(made.take(update(done({ instance: "2" })), NOW_MS + 2)).toHaveLength(1);
});
