import { expect, test } from "bun:test";
import * as v from "valibot";
import { toWire } from "../../src/daemon/sessions/state.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { Session } from "../../src/protocol/session.ts";
import { chooseSeed, createRandom } from "./random.ts";

const NOON_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** What the v1 client reads into unsigned integers. */
function integersOf(session: Session): number[] {
  const { elapsed_seconds, idle_seconds, priority, since_ms, updated_ms, seq, history } = session;
  return [elapsed_seconds, idle_seconds, priority, since_ms, updated_ms, seq].concat(
    history.map(({ at_secs }) => at_secs),
  );
}

test("however the clock jumps, every number told is whole and not negative", () => {
  const random = createRandom(chooseSeed());
  const store = new Store();
  let nowMs = NOON_MS;
  let seq = 0;
  for (let step = 0; step < 20_000; step++) {
    const jump = random.pick([1, 1000, HOUR_MS, 24 * HOUR_MS, 300 * 24 * HOUR_MS]);
    nowMs = Math.max(0, nowMs + Math.round((random.next() - 0.48) * 2 * jump));
    const session_id = `s${random.below(20)}`;
    const source = random.pick(["hook", "command", undefined] as const);
    const at_ms = random.pick([undefined, nowMs, nowMs - HOUR_MS, nowMs + HOUR_MS, 0]);
    const isAsking = random.chance(0.3);
    try {
      store.set(
        {
          session_id,
          status: isAsking ? "question" : random.pick(["working", "attention", "closed"]),
          ...(source === undefined ? {} : { source }),
          ...(at_ms === undefined || at_ms < 0 ? {} : { at_ms }),
          ...(isAsking ? { asks: `q${random.below(3)}`, hold_ms: random.pick([0, 300]) } : {}),
        },
        nowMs,
      );
    } catch {
      // An end without a beginning is refused, as it should be.
    }
    if (random.chance(0.2)) store.showDue(nowMs);
    for (const state of store.sessions()) {
      const session = toWire(state, nowMs);
      const wrong = integersOf(session).filter((n) => !Number.isSafeInteger(n) || n < 0);
      const isValid = v.is(Session, session);
      if (wrong.length > 0 || !isValid) {
        throw new Error(
          `seed ${random.seed}, step ${step}: ${wrong} in ${JSON.stringify(session)}`,
        );
      }
    }
    if (store.seq < seq) throw new Error(`seed ${random.seed}: seq went back`);
    seq = store.seq;
  }
});

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

test("a clock that ran ahead and came back leaves no session fresh for ever", () => {
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
