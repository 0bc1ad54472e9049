import { expect, test } from "bun:test";
import { type Condition, type Outcome, Wait } from "../../src/attention/condition.ts";
import type { Session, Status } from "../../src/protocol/session.ts";
import type { Event } from "../../src/protocol/wire.ts";
import { NOW_MS, sample } from "./sample.ts";

const snapshot = (...sessions: Session[]): Event => ({
  version: 1,
  type: "snapshot",
  epoch: "e",
  seq: 1,
  sessions,
});
const update = (session: Session): Event => ({ version: 1, type: "update", seq: 2, session });
const remove = (id: string): Event => ({ version: 1, type: "delete", seq: 2, session_id: id });

function waitFor(given: Partial<Condition>): Wait {
  const condition: Condition = {
    sessionIds: ["a1"],
    statuses: ["attention"],
    needsPerson: false,
    mode: "all",
    ...given,
  };
  return new Wait(condition);
}

/** The session as it is after these statuses, a millisecond apart. */
function after(session: Session, ...statuses: Status[]): Session {
  let now = session;
  for (const status of statuses) {
    const sinceMs = now.since_ms + 1;
    const entry = { status, at_secs: Math.floor(sinceMs / 1000) };
    const history = [...now.history, entry].slice(-10);
    now = { ...now, status, since_ms: sinceMs, history, closed: status === "closed" };
  }
  return now;
}

const kinds = (outcome: Outcome) =>
  outcome.kind === "met" ? outcome.sessions.map((session) => session.session_id) : outcome.kind;

test("a wait is pending until its session enters the status", () => {
  const wait = waitFor({});
  const a1 = sample();
  expect(kinds(wait.take(snapshot(a1), NOW_MS))).toBe("pending");
  expect(kinds(wait.take(update(after(a1, "question")), NOW_MS))).toBe("pending");
  expect(kinds(wait.take(update(after(a1, "question", "attention")), NOW_MS))).toEqual(["a1"]);
});

test("a wait is met at once by a session that is in the status already", () => {
  expect(kinds(waitFor({}).take(snapshot(sample({ status: "attention" })), NOW_MS))).toEqual([
    "a1",
  ]);
});

test("what the session was before the wait began does not meet it", () => {
  const back = after(sample(), "attention", "working");
  expect(kinds(waitFor({}).take(snapshot(back), NOW_MS))).toBe("pending");
});

test("a status that was left again before the hub told of it meets the wait", () => {
  const wait = waitFor({});
  const a1 = sample();
  wait.take(snapshot(a1), NOW_MS);
  expect(kinds(wait.take(update(after(a1, "attention", "working")), NOW_MS))).toEqual(["a1"]);
});

test("a status left again is seen through a full history and within one second", () => {
  const full = after(
    sample(),
    ...Array.from({ length: 12 }, (_, index): Status => (index % 2 === 0 ? "question" : "working")),
  );
  const wait = waitFor({});
  wait.take(snapshot(full), NOW_MS);
  expect(kinds(wait.take(update(after(full, "attention", "working")), NOW_MS))).toEqual(["a1"]);
});

test("an old entry of the history is not taken for a new one", () => {
  const a1 = after(sample(), "attention", "working");
  const wait = waitFor({});
  wait.take(snapshot(a1), NOW_MS);
  expect(kinds(wait.take(update({ ...a1, priority: 3 }), NOW_MS))).toBe("pending");
  expect(kinds(wait.take(update(after(a1, "question")), NOW_MS))).toBe("pending");
});

test("a session that ends first fails the wait", () => {
  const wait = waitFor({});
  const a1 = sample();
  wait.take(snapshot(a1), NOW_MS);
  expect(wait.take(update(after(a1, "closed")), NOW_MS)).toMatchObject({
    kind: "failed",
    error: { code: "session_not_found", message: "session ended before the condition held: a1" },
  });
});

test("a session that was in the status and then ended meets the wait, heard of at once", () => {
  const wait = waitFor({});
  const a1 = sample();
  wait.take(snapshot(a1), NOW_MS);
  expect(kinds(wait.take(update(after(a1, "attention", "closed")), NOW_MS))).toEqual(["a1"]);
});

test("an end that is waited for is no failure", () => {
  const wait = waitFor({ statuses: ["attention", "closed"] });
  const a1 = sample();
  wait.take(snapshot(a1), NOW_MS);
  expect(kinds(wait.take(update(after(a1, "closed")), NOW_MS))).toEqual(["a1"]);
});

test("a session that is deleted fails the wait", () => {
  const wait = waitFor({});
  wait.take(snapshot(sample()), NOW_MS);
  expect(kinds(wait.take(remove("a1"), NOW_MS))).toBe("failed");
});

test("a session made anew under the same name does not meet the wait, it fails it", () => {
  const wait = waitFor({});
  wait.take(snapshot(sample()), NOW_MS);
  const other = sample({ instance: "2", status: "attention" });
  expect(kinds(wait.take(update(other), NOW_MS))).toBe("failed");
});

test("a session missing from the snapshot after a reconnect fails the wait", () => {
  const wait = waitFor({});
  wait.take(snapshot(sample()), NOW_MS);
  expect(kinds(wait.take({ ...snapshot(), epoch: "f" } as Event, NOW_MS))).toBe("failed");
});

test("a resumed snapshot that leaves the session out leaves it as it was", () => {
  const wait = waitFor({});
  wait.take(snapshot(sample()), NOW_MS);
  const resumed: Event = {
    version: 1,
    type: "snapshot",
    epoch: "e",
    seq: 3,
    sessions: [],
    resumed: true,
  };
  expect(kinds(wait.take(resumed, NOW_MS))).toBe("pending");
});

test("a session nobody knows fails the wait at once, whatever the others do", () => {
  const wait = waitFor({ sessionIds: ["a1", "zz"], mode: "any" });
  expect(wait.take(snapshot(sample({ status: "attention" })), NOW_MS)).toMatchObject({
    kind: "failed",
    error: { message: "session not found: zz" },
  });
});

test("all is met once each has been there, though the first went on working", () => {
  const [a1, b2] = [sample(), sample({ session_id: "b2" })];
  const wait = waitFor({ sessionIds: ["a1", "b2"] });
  wait.take(snapshot(a1, b2), NOW_MS);
  wait.take(update(after(a1, "attention")), NOW_MS);
  wait.take(update(after(a1, "attention", "working")), NOW_MS);
  expect(kinds(wait.take(update(after(b2, "attention")), NOW_MS))).toEqual(["a1", "b2"]);
});

test("any goes on while one of its sessions is left, and fails with the last", () => {
  const [a1, b2] = [sample(), sample({ session_id: "b2" })];
  const wait = waitFor({ sessionIds: ["a1", "b2"], mode: "any" });
  wait.take(snapshot(a1, b2), NOW_MS);
  expect(kinds(wait.take(remove("a1"), NOW_MS))).toBe("pending");
  expect(kinds(wait.take(remove("b2"), NOW_MS))).toBe("failed");
});

test("any without names is met by a session that is yet to come, and outlives them all", () => {
  const wait = waitFor({ sessionIds: [], mode: "any" });
  expect(kinds(wait.take(snapshot(sample()), NOW_MS))).toBe("pending");
  expect(kinds(wait.take(remove("a1"), NOW_MS))).toBe("pending");
  const late = sample({ session_id: "late", status: "attention" });
  expect(kinds(wait.take(update(late), NOW_MS))).toEqual(["late"]);
});

test("any without names is not met by what was closed long ago", () => {
  const wait = waitFor({ sessionIds: [], mode: "any", statuses: ["closed"] });
  expect(kinds(wait.take(snapshot(sample({ status: "closed" })), NOW_MS))).toBe("pending");
});

test("all without names is about the open sessions there are at the start", () => {
  const a1 = sample();
  const wait = waitFor({ sessionIds: [] });
  wait.take(snapshot(a1, sample({ session_id: "old", status: "closed" })), NOW_MS);
  wait.take(update(sample({ session_id: "late" })), NOW_MS);
  expect(kinds(wait.take(update(after(a1, "attention")), NOW_MS))).toEqual(["a1"]);
});

test("needs-me is met when a snooze ends, at the time that was named", () => {
  const wait = waitFor({ sessionIds: [], needsPerson: true, mode: "any" });
  const snoozed = sample({ status: "question", snoozed_until_ms: NOW_MS + 100 });
  expect(wait.take(snapshot(snoozed), NOW_MS)).toEqual({
    kind: "pending",
    recheckMs: NOW_MS + 100,
  });
  expect(kinds(wait.check(NOW_MS + 99))).toBe("pending");
  expect(kinds(wait.check(NOW_MS + 100))).toEqual(["a1"]);
});

test("needs-me passes over what a person has acknowledged", () => {
  const wait = waitFor({ sessionIds: [], needsPerson: true, mode: "any" });
  const known = sample({ status: "attention", acknowledged_ms: NOW_MS });
  expect(kinds(wait.take(snapshot(known), NOW_MS))).toBe("pending");
});

test("nothing is decided before the first snapshot", () => {
  expect(kinds(waitFor({}).take(update(sample({ status: "attention" })), NOW_MS))).toBe("pending");
});
