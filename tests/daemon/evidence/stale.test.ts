import { expect, test } from "bun:test";
import * as v from "valibot";
import { isNews } from "../../../src/daemon/sessions/ledger.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { Report, STALE_AFTER_MS } from "../../../src/protocol/session.ts";
import { observing } from "../../support/observing.ts";

const T0 = 1_800_000_000_000;
const LATER = T0 + STALE_AFTER_MS + 1000;

function hub() {
  const store = new Store();
  const observer = observing(store, () => null);
  const report = (nowMs: number, status: "working" | "closed" = "working") =>
    store.set(v.parse(Report, { session_id: "a", status }), nowMs);
  const told = () => store.takeChanges().map(({ id }) => id);
  return { store, observer, report, told };
}

test("a session that turns stale by the clock alone is told of, once", () => {
  const { observer, report, told } = hub();
  report(T0);
  told();
  observer.sweep(T0 + 60_000);
  expect(told()).toEqual([]);
  observer.sweep(LATER);
  expect(told()).toEqual(["a"]);
  observer.sweep(LATER + 60_000);
  expect(told()).toEqual([]);
});

test("a session that was heard from again can turn stale again", () => {
  const { observer, report, told } = hub();
  report(T0);
  observer.sweep(T0);
  observer.sweep(LATER);
  report(LATER + 1000);
  observer.sweep(LATER + 10_000);
  told();
  observer.sweep(LATER + 2 * STALE_AFTER_MS);
  expect(told()).toEqual(["a"]);
});

test("a session that nobody looked at before it turned stale is told of all the same", () => {
  const { observer, report, told } = hub();
  report(T0);
  told();
  observer.sweep(LATER);
  expect(told()).toEqual(["a"]);
});

test("a session that was heard from and is not looked at before it turns stale again is told of", () => {
  const { observer, report, told } = hub();
  report(T0);
  observer.sweep(LATER);
  observer.noteTold(report(LATER + 1000), LATER + 1000);
  told();
  observer.sweep(LATER + 2 * STALE_AFTER_MS);
  expect(told()).toEqual(["a"]);
});

test("a session that was stale before this life of the hub is no news, one that turns so is", () => {
  const { store, report } = hub();
  report(T0);
  const told = (startedMs: number) => {
    const restored = new Store(undefined, store.save());
    observing(
      restored,
      () => null,
      null,
      () => null,
      startedMs,
    ).sweep(LATER + 1000);
    return restored
      .takeChanges()
      .filter(isNews)
      .map(({ id }) => id);
  };
  expect(told(LATER)).toEqual([]);
  expect(told(T0 + 1000)).toEqual(["a"]);
});

test("the next look comes as soon as any session can turn stale, and one heard from puts it off", () => {
  const { store, observer, report } = hub();
  report(T0);
  observer.sweep(T0);
  expect(observer.staleInMs(T0)).toBe(STALE_AFTER_MS + 1);
  const late = { session_id: "b", status: "working", source: "hook", at_ms: T0 - 60_000 } as const;
  observer.noteTold(store.set(v.parse(Report, late), T0), T0);
  expect(observer.staleInMs(T0)).toBe(STALE_AFTER_MS - 59_999);
  store.delete("b", T0);
  observer.noteTold(report(T0 + 1000), T0 + 1000);
  expect(observer.staleInMs(T0 + STALE_AFTER_MS - 59_999)).toBe(61_000);
  report(T0 + 2000, "closed");
  observer.sweep(T0 + 2000);
  expect(observer.staleInMs(T0 + 2000)).toBeUndefined();
});

test("there is nothing to sweep once all are closed, or stale without a process", () => {
  const { observer, report } = hub();
  const dueInMs = (nowMs: number) => {
    observer.sweep(nowMs);
    return observer.dueInMs;
  };
  report(T0);
  expect(dueInMs(T0 + 1000)).toBe(STALE_AFTER_MS - 999);
  expect(dueInMs(T0 + STALE_AFTER_MS + 1)).toBeUndefined();
  report(LATER + 1000);
  expect(dueInMs(LATER + 5000)).toBe(STALE_AFTER_MS - 3999);
  report(LATER + 6000, "closed");
  expect(dueInMs(LATER + 6000)).toBeUndefined();
});
