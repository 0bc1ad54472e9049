import { expect, test } from "bun:test";
import {
  needsPerson,
  nextInNeed,
  nextWakeMs,
  sortByNeed,
  tally,
  urgencyOf,
} from "../../src/attention/rank.ts";
import { describeStatus } from "../../src/attention/reason.ts";
import type { Session } from "../../src/protocol/session.ts";
import { NOW_MS, sample } from "./sample.ts";

const ids = (sessions: readonly Session[]) => sessions.map((session) => session.session_id);

test("questions come before attention, working, what was seen, and what is closed", () => {
  const sessions = [
    sample({ session_id: "closed", status: "closed" }),
    sample({ session_id: "seen", status: "attention", acknowledged_ms: NOW_MS }),
    sample({ session_id: "working" }),
    sample({ session_id: "attention", status: "attention" }),
    sample({ session_id: "question", status: "question" }),
  ];
  expect(ids(sortByNeed(sessions, NOW_MS))).toEqual([
    "question",
    "attention",
    "working",
    "seen",
    "closed",
  ]);
});

test("within a rank the higher priority comes first, then the one that has waited longest", () => {
  const sessions = [
    sample({ session_id: "new", status: "attention", since_ms: NOW_MS - 1000 }),
    sample({ session_id: "old", status: "attention", since_ms: NOW_MS - 9000 }),
    sample({ session_id: "high", status: "attention", since_ms: NOW_MS, priority: 5 }),
  ];
  expect(ids(sortByNeed(sessions, NOW_MS))).toEqual(["high", "old", "new"]);
});

test("of two sessions alike in all, the order does not depend on which came first", () => {
  const [a, b] = [sample({ session_id: "a" }), sample({ session_id: "b" })];
  expect(ids(sortByNeed([b, a], NOW_MS))).toEqual(ids(sortByNeed([a, b], NOW_MS)));
});

test("a snoozed question is seen until the very moment it wakes", () => {
  const session = sample({ status: "question", snoozed_until_ms: NOW_MS + 5 });
  expect(urgencyOf(session, NOW_MS + 4)).toBe("seen");
  expect(urgencyOf(session, NOW_MS + 5)).toBe("question");
  expect(nextWakeMs([session], NOW_MS)).toBe(NOW_MS + 5);
  expect(nextWakeMs([session], NOW_MS + 5)).toBeUndefined();
});

test("an acknowledged question stays a question but needs nobody any more", () => {
  const session = sample({ status: "question", acknowledged_ms: NOW_MS });
  expect(urgencyOf(session, NOW_MS)).toBe("question");
  expect(needsPerson(session, NOW_MS)).toBe(false);
});

test("a child that is done needs nobody, one that asks does", () => {
  const done = sample({ status: "attention", parent_id: "p" });
  const asks = sample({ status: "question", parent_id: "p" });
  expect(needsPerson(done, NOW_MS)).toBe(false);
  expect(needsPerson(asks, NOW_MS)).toBe(true);
});

test("a session that was just started or interrupted by its person does not wait for them", () => {
  for (const reason of ["started", "resumed", "cleared", "interrupted"]) {
    expect(needsPerson(sample({ status: "attention", reason }), NOW_MS)).toBe(false);
  }
  expect(needsPerson(sample({ status: "attention", reason: "turn_done" }), NOW_MS)).toBe(true);
});

test("a session without a prompt yet is started: neither seen nor waiting, whatever began it", () => {
  for (const reason of ["started", "resumed", "cleared"]) {
    const session = sample({ status: "attention", reason });
    expect(urgencyOf(session, NOW_MS)).toBe("started");
    expect(describeStatus(session, NOW_MS)).toBe(reason);
  }
  const acknowledged = sample({ status: "attention", reason: "started", acknowledged_ms: NOW_MS });
  expect(urgencyOf(acknowledged, NOW_MS)).toBe("seen");
});

test("next is the longest waiting question, else the longest waiting attention, else nothing", () => {
  const done = sample({ session_id: "done", status: "attention", since_ms: NOW_MS - 9000 });
  const asks = sample({ session_id: "asks", status: "question", since_ms: NOW_MS - 10 });
  expect(nextInNeed([done, asks], NOW_MS)?.session_id).toBe("asks");
  expect(nextInNeed([done], NOW_MS)?.session_id).toBe("done");
  expect(nextInNeed([sample()], NOW_MS)).toBeUndefined();
});

test("the tally counts each session once, and those that need a person besides", () => {
  const counts = tally(
    [
      sample({ status: "question" }),
      sample({ status: "question", acknowledged_ms: 1 }),
      sample({ status: "attention" }),
      sample(),
    ],
    NOW_MS,
  );
  expect(counts).toEqual({
    question: 2,
    attention: 1,
    working: 1,
    started: 0,
    seen: 0,
    closed: 0,
    waiting: 2,
    total: 4,
  });
});
