import { expect, test } from "bun:test";
import * as v from "valibot";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { toWire } from "../../../src/daemon/sessions/wire.ts";
import { Report } from "../../../src/protocol/session.ts";

const T0 = 1_800_000_000_000;

/** A store with one session, its clock a second on with every step. */
function hub() {
  const store = new Store();
  let nowMs = T0;
  const after = (ms: number) => {
    nowMs += ms;
    return nowMs;
  };
  return {
    store,
    hook: (given: Omit<Report, "session_id">) =>
      store.set(v.parse(Report, { session_id: "a", source: "hook", ...given }), after(1000)),
    command: (given: Omit<Report, "session_id">) =>
      store.set(v.parse(Report, { session_id: "a", ...given }), after(1000)),
    acknowledge: () => store.acknowledge("a", after(1000)),
    snooze: () => store.snooze("a", nowMs + 600_000, 600_000),
    get isSeen() {
      const { acknowledged_ms: ack, snoozed_until_ms: until } = toWire(store.get("a"), nowMs);
      return ack !== null || until !== null;
    },
    showDue: () => store.showDue(after(10_000)),
  };
}

const DONE = { status: "attention", reason: "turn_done" } as const;

for (const how of ["acknowledge", "snooze"] as const) {
  test(`the idle reminder of a turn's end does not undo: ${how}`, () => {
    const one = hub();
    one.hook(DONE);
    one[how]();
    one.hook({ status: "attention", reason: "idle" });
    expect(one.isSeen).toBe(true);
  });

  test(`the end of another turn undoes: ${how}`, () => {
    const one = hub();
    one.hook(DONE);
    one[how]();
    one.hook(DONE);
    expect(one.isSeen).toBe(false);
  });

  test(`work and then the end of it undo: ${how}`, () => {
    const one = hub();
    one.hook(DONE);
    one[how]();
    one.hook({ status: "working" });
    one.hook(DONE);
    expect(one.isSeen).toBe(false);
  });

  test(`a second question undoes: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one[how]();
    one.hook({ status: "question", asks: "2" });
    expect(one.isSeen).toBe(false);
  });

  test(`a question that is worded by a second hook does not undo: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one[how]();
    one.hook({ status: "question", asks: "1", reason: "permission", message: "rm" });
    expect(one.isSeen).toBe(true);
  });

  test(`a question that was held back undoes when it shows: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one.hook({ status: "question", asks: "2", hold_ms: 5000 });
    one[how]();
    expect(one.isSeen).toBe(true);
    one.showDue();
    expect(one.isSeen).toBe(false);
  });

  test(`the question behind the one that was answered undoes: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one.hook({ status: "question", asks: "2" });
    one[how]();
    one.hook({ answers: "1" });
    expect(one.store.get("a").status).toBe("question");
    expect(one.isSeen).toBe(false);
  });

  test(`the answer to a question behind the first does not undo: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one.hook({ status: "question", asks: "2" });
    one[how]();
    one.hook({ answers: "2" });
    expect(one.isSeen).toBe(true);
  });

  test(`a tool's work while it asks does not undo: ${how}`, () => {
    const one = hub();
    one.hook({ status: "question", asks: "1" });
    one[how]();
    one.hook({ status: "working" });
    expect(one.isSeen).toBe(true);
  });

  test(`a command that repeats the status alone does not undo: ${how}`, () => {
    const one = hub();
    one.command({ status: "attention", message: "look" });
    one[how]();
    one.command({ status: "attention" });
    one.command({ status: "attention", message: "look" });
    expect(one.isSeen).toBe(true);
    one.command({ status: "attention", message: "look again" });
    expect(one.isSeen).toBe(false);
  });
}

test("an ack ends a snooze, a snooze ends an ack, and unack ends both", () => {
  const one = hub();
  const state = one.hook(DONE);
  one.acknowledge();
  one.snooze();
  expect(state).toMatchObject({ acknowledgedMs: null, snoozedUntilMs: T0 + 2000 + 600_000 });
  one.acknowledge();
  expect(state).toMatchObject({ acknowledgedMs: T0 + 3000, snoozedUntilMs: null });
  one.store.unacknowledge("a");
  expect(state).toMatchObject({ acknowledgedMs: null, snoozedUntilMs: null });
});

test("an ack is a change that is published, and no sign of life of the session", () => {
  const one = hub();
  const { updatedMs } = one.hook(DONE);
  one.store.takeChanges();
  const state = one.acknowledge();
  expect(one.store.takeChanges().map(({ id }) => id)).toEqual(["a"]);
  expect(state.updatedMs).toBe(updatedMs);
});

test("nobody can ack, unack or snooze a session that is closed or unknown", () => {
  const one = hub();
  one.hook(DONE);
  one.store.close("a", "closed", T0);
  const acts = [
    (id: string) => one.store.acknowledge(id, T0),
    (id: string) => one.store.unacknowledge(id),
    (id: string) => one.store.snooze(id, T0, 0),
  ];
  for (const act of acts) {
    expect(() => act("a")).toThrow(expect.objectContaining({ code: "session_closed" }));
    expect(() => act("b")).toThrow(expect.objectContaining({ code: "session_not_found" }));
  }
});
