import { describe, expect, test } from "bun:test";
import { DEFAULT_LIMITS } from "../../../src/daemon/sessions/space.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;
const working = { status: "working" } as const;

function idsOf(store: Store): string[] {
  return Array.from(store.sessions(), ({ id }) => id);
}

describe("sessions of the report-only socket", () => {
  test("push out their own closed ones, and none of the owner's", () => {
    const store = new Store();
    for (let i = 0; i < 20; i++) store.set(report(`own${i}`, { status: "closed" }), NOW);
    for (let i = 0; i < 25; i++) store.report(report(`r${i}`, { status: "closed" }), NOW);
    expect(idsOf(store).filter((id) => id.startsWith("own"))).toHaveLength(20);
    expect(idsOf(store).filter((id) => id.startsWith("r"))).toHaveLength(20);
    store.set(report("own20", { status: "closed" }), NOW);
    expect(idsOf(store).filter((id) => id.startsWith("r"))).toHaveLength(20);
  });

  test("have a room of their own, full or not", () => {
    const limits = { ...DEFAULT_LIMITS, own: { maxSessions: 1, maxClosed: 1 } };
    const store = new Store(limits);
    for (let i = 0; i < 5; i++) store.report(report(`r${i}`, working), NOW);
    expect(store.hasRoom).toBe(true);
    store.set(report("own", working), NOW);
    expect(store.hasRoom).toBe(false);
    expect(store.report(report("r5", working), NOW).id).toBe("r5");
  });

  test("are no parents, predecessors or holders of a process of the owner's", () => {
    const store = new Store();
    const process = { pid: 7, pid_start: "1" };
    store.report(evidence("r", NOW, { ...working, ...process, message: "evil" }), NOW);
    expect(store.withProcess(7)).toEqual([]);
    const child = evidence("child", NOW, { ...working, pid: 8, pid_start: "1", ancestors: [7] });
    expect(store.set(child, NOW).parentId).toBeNull();
    const next = evidence("next", NOW, { ...working, ...process, replaces_pid: true });
    store.set(next, NOW);
    expect(store.get("r").status).toBe("working");
    const heir = evidence("heir", NOW, { replaces: "r" });
    expect(() => store.set(heir, NOW)).toThrow("status: expected");
    expect(store.get("r").replacedBy).toBeNull();
  });

  test("give their id to the owner, who has a new session there", () => {
    const store = new Store();
    store.report(evidence("x", NOW, { status: "question", asks: "q", message: "evil" }), NOW);
    const { instance } = store.get("x");
    const own = store.set(evidence("x", NOW, working), NOW);
    expect(own).toMatchObject({
      reported: false,
      message: null,
      questions: [],
      transitions: [expect.any(Number)],
    });
    expect(own.instance).not.toBe(instance);
    expect(idsOf(store)).toEqual(["x"]);
    expect(store.takeChanges().map(({ state }) => state?.reported ?? null)).toContain(null);
  });

  test("may be amended by the owner without being taken over", () => {
    const store = new Store();
    store.report(report("x", working), NOW);
    expect(store.set(report("x", { priority: 5 }), NOW)).toMatchObject({
      reported: true,
      priority: 5,
    });
  });

  test("leave what is remembered of the owner's alone, however many come and go", () => {
    const store = new Store();
    store.set(evidence("gone", NOW, { ...working, report_id: "r" }), NOW);
    store.delete("gone", NOW + 1);
    for (let i = 0; i < 5000; i++) {
      store.report(report(`r${i}`, { ...working, report_id: `f${i}` }), NOW + 2);
      store.delete(`r${i}`, NOW + 2);
    }
    for (const again of [store, new Store(DEFAULT_LIMITS, structuredClone(store.save()))]) {
      expect(again.hasTaken("r", false)).toBe(true);
      expect(again.isOthers("gone")).toBe(true);
      expect(() => again.set(evidence("gone", NOW, working), NOW + 3)).toThrow("not found");
    }
  });

  test("void nothing of the owner's by the time they give", () => {
    const store = new Store();
    store.report(evidence("x", NOW + 1000, working), NOW + 1000);
    expect(store.set(evidence("x", NOW, working), NOW + 1000).reported).toBe(false);
    store.report(evidence("y", NOW + 1000, working), NOW + 1000);
    store.delete("y", NOW + 1000);
    expect(store.set(evidence("y", NOW, working), NOW + 1000).reported).toBe(false);
  });

  test("are stale once their own carrier is gone, and only they", () => {
    const store = new Store();
    const carrier = { pid: 7, start: "1" };
    store.report(report("a", { ...working, host: "far" }), NOW);
    const carried = store.report(report("b", { ...working, host: "far" }), NOW, carrier);
    expect(carried.carrier).toEqual(carrier);
    expect(store.get("a").carrier).toBeNull();
    store.report(report("b", { ...working, host: "far" }), NOW);
    expect(store.get("b").carrier).toBeNull();
  });
});
