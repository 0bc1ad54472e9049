import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeJournal } from "../../../src/daemon/journal/decode.ts";
import { encodeJournal } from "../../../src/daemon/journal/format.ts";
import { Pending } from "../../../src/daemon/journal/pending.ts";
import { createState } from "../../../src/daemon/sessions/created.ts";
import type { SessionState } from "../../../src/daemon/sessions/state.ts";
import { Waits } from "../../../src/daemon/sessions/waits.ts";

const NOON_MS = new Date(2026, 8, 1, 12).getTime();
const HOUR_MS = 3_600_000;

function state(id: string, given: Partial<SessionState> = {}): SessionState {
  const session = createState(id, given.status ?? "question", NOON_MS);
  return Object.assign(session, { workingDir: "/src/shop" }, given);
}

const itself = (folder: string) => folder;

const seconds = (waits: Waits, nowMs: number) =>
  waits.report(nowMs).map(({ working_dir, today_seconds }) => [working_dir, today_seconds]);

test("what waits is counted for its project until a person has seen it, or it goes on", () => {
  const waits = new Waits(itself);
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
  const waits = new Waits(itself);
  waits.note("a", state("a", { snoozedUntilMs: NOON_MS + 60_000 }), NOON_MS);
  expect(seconds(waits, NOON_MS + 60_000)).toEqual([]);
  expect(seconds(waits, NOON_MS + 65_000)).toEqual([["/src/shop", 5]]);
});

test("today begins at midnight, in all goes on", () => {
  const waits = new Waits(itself);
  const midnightMs = new Date(2026, 8, 2).getTime();
  waits.note("a", state("a"), midnightMs - HOUR_MS);
  expect(waits.report(midnightMs - 1000)).toMatchObject([{ today_seconds: 3599 }]);
  expect(waits.report(midnightMs + 60_000)).toEqual([
    { working_dir: "/src/shop", today_seconds: 60, total_seconds: 3660 },
  ]);
});

test("a session that is just started, interrupted or a child's end waits for nobody", () => {
  const waits = new Waits(itself);
  for (const reason of ["started", "interrupted"]) {
    waits.note(reason, state(reason, { status: "attention", reason }), NOON_MS);
  }
  waits.note("child", state("child", { status: "attention", parentId: "p" }), NOON_MS);
  expect(seconds(waits, NOON_MS + HOUR_MS)).toEqual([]);
});

test("of ever so many projects those that were waited for most are kept", () => {
  const waits = new Waits(itself);
  for (let count = 1; count <= 1000; count += 1) {
    const id = `s${count}`;
    waits.note(id, state(id, { workingDir: `/src/${count}` }), NOON_MS);
    waits.note(id, null, NOON_MS + count * 1000);
  }
  const report = waits.report(NOON_MS + HOUR_MS);
  expect(report).toHaveLength(200);
  expect(report.at(-1)).toMatchObject({ working_dir: "/src/801", total_seconds: 801 });
});

test("a repository with its subfolders is one project; a folder of another machine is itself", () => {
  const waits = new Waits((folder) => folder.split("/packages")[0] ?? "");
  for (const [id, given] of Object.entries({
    root: { workingDir: "/src/shop" },
    api: { workingDir: "/src/shop/packages/api" },
    far: { workingDir: "/src/shop/packages/web", host: "devbox" },
    nowhere: { workingDir: null },
  })) {
    waits.note(id, state(id, given), NOON_MS);
  }
  expect(seconds(waits, NOON_MS + 1000)).toEqual([
    ["/src/shop", 2],
    ["/src/shop/packages/web", 1],
    [null, 1],
  ]);
});

test("to be asked changes nothing that is kept", () => {
  const waits = new Waits(itself);
  waits.note("a", state("a"), NOON_MS);
  const before = waits.save();
  waits.report(NOON_MS + HOUR_MS);
  expect(waits.save()).toEqual(before);
});

test("of two sessions of a project in one batch, the last sum of the project is written", () => {
  const waits = new Waits(itself);
  const pending = new Pending();
  const past = { own: { taken: [], gone: [] }, reported: { taken: [], gone: [] } };
  const none = { seq: 0, forgottenSeq: 0, sessions: [], deletions: [], past, waits: waits.save() };
  for (const [id, afterMs] of [
    ["a", 0],
    ["b", 0],
    ["b", 499],
    ["a", 500],
  ] as const) {
    const change = { seq: 1, id, state: state(id), isReported: false, voidUntilMs: null, took: [] };
    pending.add(change, waits.note(id, state(id), NOON_MS + afterMs));
  }
  const journal = Buffer.concat([encodeJournal("boot", "epoch", none), pending.encode()]);
  expect(decodeJournal(journal)?.state.waits).toEqual(waits.save());
});

test("what a journal has of the waits adds up to what was counted", () => {
  const past = { own: { taken: [], gone: [] }, reported: { taken: [], gone: [] } };
  const none = { seq: 0, forgottenSeq: 0, sessions: [], deletions: [], past };
  const step = fc.record({
    id: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom("question", "attention", "working", "gone"),
    workingDir: fc.constantFrom("/src/shop", "/src/blog"),
    afterMs: fc.integer({ min: 0, max: 40_000_000 }), // several days in one run
    isWritten: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.nat({ max: 30 }), (steps, compactAt) => {
      const waits = new Waits(itself);
      let journal = encodeJournal("boot", "epoch", { ...none, waits: waits.save() });
      const pending = new Pending();
      const write = () => {
        journal = Buffer.concat([journal, pending.encode()]);
        pending.clear();
      };
      let nowMs = NOON_MS;
      for (const [index, { id, status, workingDir, afterMs, isWritten }] of steps.entries()) {
        nowMs += afterMs;
        const seen = status === "gone" ? null : state(id, { status, workingDir });
        const change = { seq: index + 1, id, state: seen, isReported: false };
        pending.add({ ...change, voidUntilMs: null, took: [] }, waits.note(id, seen, nowMs));
        if (isWritten) write();
        if (index === compactAt) {
          pending.clear();
          journal = encodeJournal("boot", "epoch", { ...none, waits: waits.save() });
        }
      }
      write();
      const again = new Waits(itself, decodeJournal(journal)?.state.waits);
      const sorted = (one: Waits) =>
        one.report(nowMs + 5000).sort((a, b) => (`${a.working_dir}` < `${b.working_dir}` ? -1 : 1));
      expect(sorted(again)).toEqual(sorted(waits));
    }),
    { numRuns: 500 },
  );
});
