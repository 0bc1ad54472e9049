import { expect, test } from "bun:test";
import { createState, type SessionState } from "../../../src/daemon/sessions/state.ts";
import { Waits } from "../../../src/daemon/sessions/waits.ts";

const NOON_MS = new Date(2026, 8, 1, 12).getTime();
const HOUR_MS = 3_600_000;

function state(id: string, given: Partial<SessionState> = {}): SessionState {
  const session = createState(id, given.status ?? "question", NOON_MS);
  return Object.assign(session, { workingDir: "/src/shop" }, given);
}

const seconds = (waits: Waits, nowMs: number) =>
  waits.report(nowMs).map(({ working_dir, today_seconds }) => [working_dir, today_seconds]);

test("what waits is counted for its project until a person has seen it, or it goes on", () => {
  const waits = new Waits();
  waits.note("a", state("a"), NOON_MS);
  waits.note("b", state("b", { status: "attention", workingDir: "/src/blog" }), NOON_MS);
  waits.note("c", state("c", { status: "working", workingDir: "/src/idle" }), NOON_MS);
  expect(seconds(waits, NOON_MS + 10_000)).toEqual([
    ["/src/shop", 10],
    ["/src/blog", 10],
  ]);
  waits.note("a", state("a", { status: "working" }), NOON_MS + 20_000);
  waits.note("b", state("b", { acknowledgedMs: NOON_MS }), NOON_MS + 30_000);
  expect(seconds(waits, NOON_MS + HOUR_MS)).toEqual([
    ["/src/blog", 30],
    ["/src/shop", 20],
  ]);
});

test("a snooze is no wait, and what comes after it is one", () => {
  const waits = new Waits();
  waits.note("a", state("a", { snoozedUntilMs: NOON_MS + 60_000 }), NOON_MS);
  expect(seconds(waits, NOON_MS + 60_000)).toEqual([]);
  expect(seconds(waits, NOON_MS + 65_000)).toEqual([["/src/shop", 5]]);
});

test("today begins at midnight, in all goes on", () => {
  const waits = new Waits();
  const midnightMs = new Date(2026, 8, 2).getTime();
  waits.note("a", state("a"), midnightMs - HOUR_MS);
  expect(waits.report(midnightMs - 1000)).toMatchObject([{ today_seconds: 3599 }]);
  expect(waits.report(midnightMs + 60_000)).toEqual([
    { working_dir: "/src/shop", today_seconds: 60, total_seconds: 3660 },
  ]);
});

test("a session that is just started, interrupted or a child's end waits for nobody", () => {
  const waits = new Waits();
  for (const reason of ["started", "interrupted"]) {
    waits.note(reason, state(reason, { status: "attention", reason }), NOON_MS);
  }
  waits.note("child", state("child", { status: "attention", parentId: "p" }), NOON_MS);
  expect(seconds(waits, NOON_MS + HOUR_MS)).toEqual([]);
});

test("of ever so many projects those that were waited for most are kept", () => {
  const waits = new Waits();
  for (let count = 1; count <= 1000; count += 1) {
    const id = `s${count}`;
    waits.note(id, state(id, { workingDir: `/src/${count}` }), NOON_MS);
    waits.note(id, null, NOON_MS + count * 1000);
  }
  const report = waits.report(NOON_MS + HOUR_MS);
  expect(report).toHaveLength(200);
  expect(report.at(-1)).toMatchObject({ working_dir: "/src/801", total_seconds: 801 });
});
