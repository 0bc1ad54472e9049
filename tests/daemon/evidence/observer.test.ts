import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { ProcessInfo } from "../../../src/host/process.ts";
import { observing } from "../../support/observing.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

function process(pid: number, start: string, isZombie = false): ProcessInfo {
  const state = { isZombie, isStopped: false, hasTerminal: false };
  return { pid, parentPid: 1, groupPid: pid, name: "agent", start, ...state };
}

/** A store and a process table of our own making: pid -> when it started. */
function world(
  processes: Record<number, string>,
  zombies: number[] = [],
  hooks: () => ProcessInfo[] = () => [],
) {
  const store = new Store();
  let looks = 0;
  const find = (pid: number): ProcessInfo | null => {
    looks += 1;
    const start = processes[pid];
    return start === undefined ? null : process(pid, start, zombies.includes(pid));
  };
  const observer = observing(store, find, null, undefined, 0, hooks);
  const add = (id: string, pid: number, pid_start: string) =>
    store.set(evidence(id, NOW, { status: "working", pid, pid_start }), NOW);
  return { store, observer, processes, zombies, add, looks: () => looks };
}

describe("a sweep", () => {
  test("closes the sessions whose process is gone, a zombie or another by now", () => {
    const { store, observer, add } = world({ 1: "x", 2: "x", 3: "new" }, [2]);
    add("alive", 1, "x");
    add("zombie", 2, "x");
    add("reused", 3, "old");
    add("gone", 4, "x");
    observer.sweep(NOW + 5000);
    expect(store.get("alive")).toMatchObject({ status: "working", aliveMs: NOW + 5000 });
    for (const id of ["zombie", "reused", "gone"]) {
      expect(store.get(id)).toMatchObject({ status: "closed", reason: "process_exited" });
    }
  });

  test("awaits what an agent that is gone is about to say of its end", () => {
    const hook = { ...process(7, "h"), name: "agent-console" };
    const { store, observer, processes, add } = world({ 1: "x", 7: "h" }, [], () => [hook]);
    add("a", 1, "x");
    delete processes[1];
    expect(observer.lookAtProcess(1, NOW)).toEqual([7]);
    observer.sweep(NOW + 20);
    expect(store.get("a").status).toBe("working");
    delete processes[7];
    expect(observer.lookAtProcess(1, NOW + 30)).toEqual([]);
    expect(store.get("a")).toMatchObject({ status: "closed", reason: "process_exited" });
  });

  test("awaits no hook of another agent's, nor one that never ends", () => {
    const [other, stuck] = [{ ...process(7, "h"), parentPid: 2 }, process(8, "h")];
    const table = { 1: "x", 2: "x", 3: "x", 7: "h", 8: "h" };
    let hooks = [other];
    const { store, observer, processes, add } = world(table, [], () => hooks);
    for (const pid of [1, 2, 3]) add(`s${pid}`, pid, "x");
    delete processes[1];
    expect(observer.lookAtProcess(1, NOW)).toEqual([]);
    expect(store.get("s1").status).toBe("closed");
    hooks = [stuck];
    delete processes[3];
    expect(observer.lookAtProcess(3, NOW + 1000)).toEqual([8]);
    observer.sweep(NOW + 5000);
    expect(store.get("s3").status).toBe("closed");
  });

  test("awaits the end of an agent whose launcher took its terminal along, and no longer than that", () => {
    const store = new Store();
    let launcher: ProcessInfo | null = process(1, "x");
    let agent: ProcessInfo | null = { ...process(2, "x"), groupPid: 1, hasTerminal: true };
    const observer = observing(store, (pid) => (pid === 1 ? launcher : agent));
    for (const id of ["ends", "stays"]) {
      store.set(evidence(id, NOW, { status: "attention", pid: 2, pid_start: "x" }), NOW);
    }
    observer.sweep(NOW);
    launcher = process(1, "x", true);
    agent = { ...agent, hasTerminal: false };
    observer.sweep(NOW + 100);
    expect(store.get("ends").status).toBe("attention");
    expect(observer.lookAtFile("/dev/pts", "3", NOW + 200)).toBe(2900);
    agent = null;
    observer.lookAt("ends", NOW + 300);
    expect(store.get("ends")).toMatchObject({ status: "closed", reason: "process_exited" });
    agent = { ...process(2, "x"), groupPid: 1 };
    observer.lookAt("stays", NOW + 3100);
    expect(store.get("stays")).toMatchObject({ status: "closed", reason: "terminal_closed" });
  });

  test("says when the first of several is to be looked at again", () => {
    const store = new Store();
    const inTerminal = new Set([2, 3]);
    const observer = observing(store, (pid) => {
      const hasTerminal = inTerminal.has(pid);
      return pid === 1 ? null : { ...process(pid, "x"), groupPid: 1, hasTerminal };
    });
    for (const pid of inTerminal) {
      store.set(evidence(`s${pid}`, NOW, { status: "attention", pid, pid_start: "x" }), NOW);
    }
    observer.sweep(NOW);
    inTerminal.delete(2);
    observer.lookAt("s2", NOW + 100);
    inTerminal.delete(3);
    expect(observer.lookAtFile("/dev/pts", "3", NOW + 600)).toBe(2500);
  });

  test("leaves sessions alone that have no provable process", () => {
    const { store, observer } = world({});
    store.set(report("a", { status: "working" }), NOW);
    store.set(report("b", { status: "working", pid: 9 }), NOW);
    observer.sweep(NOW);
    expect(store.activeCount(NOW)).toBe(2);
  });

  test("finds a death at once, however short ago the last look was", () => {
    const { store, observer, processes, add } = world({ 1: "x" });
    add("a", 1, "x");
    observer.sweep(NOW);
    delete processes[1];
    observer.sweep(NOW);
    expect(store.get("a").status).toBe("closed");
  });

  test("is due soon while an agent works, and seldom while all wait", () => {
    const { store, observer, add } = world({ 1: "x" });
    add("a", 1, "x");
    observer.sweep(NOW);
    expect(observer.dueInMs).toBe(10_000);
    const waits = evidence("a", NOW + 1, { status: "attention" });
    store.set(observer.verify(waits, NOW + 1), NOW + 1);
    expect(observer.dueInMs).toBe(10_000); // something was heard
    observer.sweep(NOW + 10_000);
    expect(observer.dueInMs).toBe(60_000);
  });

  test("looks once for questions that come close together where there is much to look at", () => {
    const { store, observer, add, looks } = world({ 1: "x" });
    add("a", 1, "x");
    for (let i = 0; i < 200; i++) store.set(report(`s${i}`, { status: "working" }), NOW);
    observer.sweep(NOW);
    observer.sweep(NOW + 999);
    expect(looks()).toBe(1);
    observer.sweep(NOW + 1000);
    expect(looks()).toBe(2);
  });

  test("goes on looking when the clock was set back", () => {
    const { observer, add, looks } = world({ 1: "x" });
    add("a", 1, "x");
    observer.sweep(NOW);
    observer.sweep(NOW - 3_600_000);
    expect(looks()).toBe(2);
  });
});

describe("the end of a turn that is held back", () => {
  /** Process 3's turn has ended, and process `parent` has a hook under way. */
  function held(parent: number) {
    const hook = { ...process(7, "h"), parentPid: parent };
    const made = world({ 2: "x", 3: "x", 7: "h" }, [], () => [hook]);
    made.add("a", 3, "x");
    const end = { status: "attention", reason: "turn_done", hold_ms: 500 } as const;
    made.store.set(evidence("a", NOW, { ...end, pid: 3, pid_start: "x" }), NOW);
    const statusAt = (ms: number) => {
      made.observer.showDue(NOW + ms);
      return made.store.get("a").status;
    };
    return { ...made, statusAt };
  }

  test("waits for what its agent has under way, which may tell of the next", () => {
    const { store, processes, statusAt } = held(3);
    expect([statusAt(500), statusAt(1500)]).toEqual(["working", "working"]);
    store.set(evidence("a", NOW + 60, { status: "working", queues: true }), NOW + 1510);
    delete processes[7];
    expect(statusAt(9000)).toBe("working");
  });

  test("shows once that has told of nothing, or does not end", () => {
    const { processes, statusAt } = held(3);
    expect(statusAt(500)).toBe("working");
    delete processes[7];
    expect(statusAt(530)).toBe("attention");
    const stuck = held(3);
    expect([stuck.statusAt(500), stuck.statusAt(3500)]).toEqual(["working", "attention"]);
  });

  test("waits for no hook of another agent's", () => {
    expect(held(2).statusAt(500)).toBe("attention");
  });
});

describe("a reported process", () => {
  test("is completed with when it started", () => {
    const { observer } = world({ 7: "x" });
    const verified = observer.verify(report("a", { status: "working", pid: 7 }), NOW);
    expect(verified).toMatchObject({ pid: 7, pid_start: "x" });
  });

  test("that is none here proves nothing and is left out", () => {
    const { observer } = world({ 7: "x" });
    for (const claim of [{ pid: 8 }, { pid: 7, pid_start: "y" }]) {
      const verified = observer.verify(
        report("a", { status: "working", ...claim, ancestors: [1] }),
        NOW,
      );
      expect(verified).toMatchObject({ pid: null, pid_start: null });
      expect(verified.ancestors).toBeUndefined();
    }
  });

  test("that is known is not looked up again", () => {
    const { store, observer, looks } = world({ 7: "x" });
    store.set(observer.verify(report("a", { status: "working", pid: 7 }), NOW), NOW);
    const before = looks();
    expect(observer.verify(report("a", { pid: 7, pid_start: "x" }), NOW)).toMatchObject({ pid: 7 });
    expect(looks()).toBe(before);
  });

  test("that the session's own process has started only acts for it", () => {
    const { store, observer } = world({ 7: "x", 8: "y" });
    store.set(observer.verify(report("a", { status: "working", pid: 7 }), NOW), NOW);
    const helper = report("a", { pid: 8, pid_start: "y", ancestors: [7, 1] });
    expect(observer.verify(helper, NOW)).toMatchObject({ pid: undefined, ancestors: undefined });
    const other = report("a", { pid: 8, pid_start: "y", ancestors: [1] });
    expect(observer.verify(other, NOW)).toMatchObject({ pid: 8, pid_start: "y" });
  });

  test("that was left out in the report is not asked for", () => {
    const { observer, looks } = world({});
    observer.verify(report("a", { status: "working" }), NOW);
    observer.verify(report("a", { status: "working", pid: null }), NOW);
    expect(looks()).toBe(0);
  });

  test("of another machine proves nothing here, even where the same numbers run", () => {
    const { observer } = world({ 7: "x" });
    const claim = { status: "working", host: "there", pid: 7, pid_start: "x" } as const;
    const files = { transcript: "/t.jsonl", registry: "/r" };
    const verified = observer.verify(report("a", { ...claim, ...files, ancestors: [1] }), NOW);
    expect(verified).toMatchObject({ host: "there", pid: null, pid_start: null });
    expect(verified).not.toContainAnyKeys(["transcript", "registry"]);
    expect(verified.ancestors).toBeUndefined();
  });

  test("of a session that is on another machine is not looked for here", () => {
    const { store, observer, looks } = world({ 7: "x" });
    store.set(report("a", { status: "working", host: "there" }), NOW);
    expect(observer.verify(report("a", { pid: 7 }), NOW)).toMatchObject({ pid: null });
    expect(looks()).toBe(0);
  });

  test("that ended before its report came closes its session in the next look", () => {
    const { store, observer } = world({});
    const ended = { pid: 7, pid_start: "x", pid_space: "pid:[1]" };
    store.set(observer.verify(evidence("a", NOW, { status: "working", ...ended }), NOW), NOW);
    observer.sweep(NOW + 1);
    expect(store.get("a")).toMatchObject({ status: "closed", reason: "process_exited" });
  });

  test("that can't be found where others count processes differently proves no end", () => {
    const { store, observer } = world({});
    const elsewhere = { pid: 7, pid_start: "x", pid_space: "pid:[2]" };
    store.set(observer.verify(evidence("a", NOW, { status: "working", ...elsewhere }), NOW), NOW);
    observer.sweep(NOW + 1);
    expect(store.get("a").status).toBe("working");
  });

  test("that can't be proved does not take the place of one that runs", () => {
    const { store, observer } = world({ 7: "x" });
    const first = evidence("a", NOW, { status: "working", pid: 7, pid_start: "x" });
    store.set(observer.verify(first, NOW), NOW);
    const second = evidence("a", NOW + 1, { status: "working", pid: 8, pid_start: "y" });
    store.set(observer.verify(second, NOW + 1), NOW + 1);
    expect(store.get("a")).toMatchObject({ pid: 7, pidStart: "x" });
  });

  test("below one whose number another has by now is no child of the session it had", () => {
    const { store, observer, processes, add } = world({ 1: "old" });
    add("dead", 1, "old");
    Object.assign(processes, { 1: "new", 2: "x" });
    const child = { pid: 2, pid_start: "x", ancestors: [1] };
    store.set(
      observer.verify(evidence("child", NOW + 1, { status: "working", ...child }), NOW + 1),
      NOW + 1,
    );
    expect(store.get("child").parentId).toBeNull();
    expect(store.get("dead")).toMatchObject({ status: "closed", reason: "process_exited" });
  });
});

describe("a record of the agent's own", () => {
  /** A session that a hook told of at NOW, and a record of its process, read ten seconds later. */
  function recorded(hook: Parameters<typeof evidence>[2], record: object) {
    using folder = temporaryFolder();
    const facts = { pid: 7, sessionId: "a", procStart: "x" };
    writeFileSync(`${folder.path}/7.json`, JSON.stringify({ ...facts, ...record }));
    const store = new Store();
    const find = (pid: number) =>
      pid === 7
        ? {
            pid,
            parentPid: 1,
            groupPid: 7,
            name: "agent",
            start: "x",
            isZombie: false,
            isStopped: false,
            hasTerminal: false,
          }
        : null;
    store.set(evidence("a", NOW, { pid: 7, pid_start: "x", ...hook }), NOW);
    observing(store, find, folder.path).sweep(NOW + 10_000);
    return store.get("a").status;
  }

  test("that turned idle as the last hook was starting ends the turn all the same", () => {
    const working = { status: "working" } as const;
    expect(recorded(working, { status: "idle", statusUpdatedAt: NOW - 30 })).toBe("attention");
    expect(recorded(working, { status: "idle", statusUpdatedAt: NOW - 3000 })).toBe("working");
  });

  test("that turned busy just before a question answers none", () => {
    const asking = { status: "question", asks: "q" } as const;
    expect(recorded(asking, { status: "busy", statusUpdatedAt: NOW - 30 })).toBe("question");
    expect(recorded(asking, { status: "busy", statusUpdatedAt: NOW + 30 })).toBe("working");
  });

  test("that changed a moment ago is left until the hooks have had their say", () => {
    const working = { status: "working" } as const;
    expect(recorded(working, { status: "idle", statusUpdatedAt: NOW + 9950 })).toBe("working");
  });
});

function temporaryFolder() {
  const path = mkdtempSync("/tmp/ac-records-");
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}
