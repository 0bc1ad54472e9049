import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { Store } from "../../src/daemon/sessions/store.ts";
import { toWire } from "../../src/daemon/sessions/wire.ts";
import { Session } from "../../src/protocol/session.ts";
import { bounded, replayOfEnvironment } from "./replay.ts";

const NOON_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** What the v1 client reads into unsigned integers. */
function integersOf(session: Session): number[] {
  const { elapsed_seconds, idle_seconds, priority, since_ms, updated_ms, seq, history } = session;
  return [elapsed_seconds, idle_seconds, priority, since_ms, updated_ms, seq].concat(
    history.map(({ at_secs }) => at_secs),
  );
}

const step = fc.record({
  jumpMs: fc
    .tuple(
      fc.constantFrom(1, 1000, HOUR_MS, 24 * HOUR_MS, 300 * 24 * HOUR_MS),
      fc.integer({ min: -96, max: 104 }),
    )
    .map(([size, share]) => Math.round((size * share) / 100)),
  session: fc.nat({ max: 19 }),
  source: fc.constantFrom("hook", "command", undefined),
  saidMs: fc.constantFrom(undefined, 0, -HOUR_MS, HOUR_MS, Number.NEGATIVE_INFINITY),
  status: fc.constantFrom("working", "attention", "closed", "question"),
  asks: fc.nat({ max: 2 }).map((n) => `q${n}`),
  hold_ms: fc.constantFrom(0, 300),
  showsDue: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
});

test("however the clock jumps, every number on the wire is whole and not negative", () => {
  const steps = fc.array(step, { maxLength: 500, size: "max" });
  const property = fc.property(steps, (all) => {
    const store = new Store();
    let nowMs = NOON_MS;
    let seq = 0;
    for (const { jumpMs, session, source, saidMs, status, asks, hold_ms, showsDue } of all) {
      nowMs = Math.max(0, nowMs + jumpMs);
      const report = {
        session_id: `s${session}`,
        status,
        ...(source === undefined ? {} : { source }),
        ...(saidMs === undefined ? {} : { at_ms: Math.max(0, nowMs + saidMs) }),
        ...(status === "question" ? { asks, hold_ms } : {}),
      };
      // An end without a beginning is refused, as it should be.
      const isRefused = status === "closed" && source === "hook" && !store.find(`s${session}`);
      if (!isRefused) store.set(report, nowMs);
      if (showsDue) store.showDue(nowMs);
      for (const state of store.sessions()) {
        const told = toWire(state, nowMs);
        const wrong = integersOf(told).filter((n) => !Number.isSafeInteger(n) || n < 0);
        if (wrong.length > 0 || !v.is(Session, told)) throw new Error(JSON.stringify(told));
      }
      if (store.seq < seq) throw new Error("seq went back");
      seq = store.seq;
    }
  });
  fc.assert(property, bounded(60, replayOfEnvironment(), 40_000));
}, 60_000);

test("a clock that was set back does not freeze a session: the next report moves it", () => {
  const store = new Store();
  const hook = { session_id: "a", source: "hook" } as const;
  store.set({ ...hook, status: "working", at_ms: NOON_MS }, NOON_MS);
  store.set({ ...hook, status: "question", asks: "q", at_ms: NOON_MS + 1 }, NOON_MS + 1);
  const backMs = NOON_MS - 5 * HOUR_MS;
  const answered = { ...hook, status: "working", answers: "*", at_ms: backMs } as const;
  expect(store.set(answered, backMs)).toMatchObject({ status: "working", questions: [] });
  const done = store.set({ ...hook, status: "attention", at_ms: backMs + 10 }, backMs + 10);
  expect(done.status).toBe("attention");
  expect(toWire(done, backMs + 1000)).toMatchObject({ idle_seconds: 0, stale: false });
});

test("a clock that ran ahead and was set back leaves no session fresh for ever", () => {
  const store = new Store();
  const aheadMs = NOON_MS + 24 * HOUR_MS;
  store.set({ session_id: "a", status: "working" }, aheadMs);
  store.set({ session_id: "a", status: "working" }, NOON_MS);
  const state = store.get("a");
  expect(toWire(state, NOON_MS + HOUR_MS)).toMatchObject({ stale: true, idle_seconds: 3600 });
});

test("a machine that slept shows its sessions as stale, and their next report clears it", () => {
  const store = new Store();
  store.set({ session_id: "a", status: "working" }, NOON_MS);
  const wokenMs = NOON_MS + 12 * HOUR_MS;
  expect(toWire(store.get("a"), wokenMs).stale).toBe(true);
  store.set({ session_id: "a", status: "working", source: "hook" }, wokenMs);
  expect(toWire(store.get("a"), wokenMs).stale).toBe(false);
});
