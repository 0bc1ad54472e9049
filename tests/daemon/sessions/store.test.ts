import { describe, expect, test } from "bun:test";
import { DEFAULT_LIMITS } from "../../../src/daemon/sessions/space.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { unpack } from "../../../src/daemon/sessions/transitions.ts";
import { toWire } from "../../../src/daemon/sessions/wire.ts";
import { ConsoleError } from "../../../src/protocol/errors.ts";
import { ACTIVE_WITHIN_MS } from "../../../src/protocol/session.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConsoleError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing was thrown";
}

function filled(...ids: string[]): Store {
  const store = new Store();
  for (const id of ids) store.set(report(id, { status: "working" }), NOW);
  return store;
}

const idsOf = (store: Store) => Array.from(store.sessions(), ({ id }) => id);

describe("a report", () => {
  test("of an end without a beginning creates nothing", () => {
    const store = new Store();
    const said = codeOf(() => store.set(evidence("a", NOW, { status: "closed" }), NOW));
    expect(said).toBe("session_not_found: session not found: a");
    expect(store.set(report("a", { status: "closed" }), NOW).status).toBe("closed");
  });

  test("creates a session that is unknown, and then needs a status", () => {
    const store = new Store();
    const said = codeOf(() => store.set(report("a", { priority: 1 }), NOW));
    expect(said).toStartWith("invalid_request: status: expected working");
    expect(store.size).toBe(0);
    expect(store.seq).toBe(0);
    expect(store.takeChanges()).toEqual([]);
    expect(store.set(report("a", { status: "question" }), NOW).status).toBe("question");
  });

  test("changes only the fields it gives", () => {
    const store = new Store();
    const more = { priority: 3, working_dir: "/w", agent_type: "codex", message: "m" };
    store.set(report("a", { status: "working", ...more }), NOW);
    const state = store.set(report("a", { priority: 4 }), NOW + 1000);
    expect(toWire(state, NOW + 5000)).toMatchObject({
      status: "working",
      priority: 4,
      working_dir: "/w",
      agent_type: "codex",
      message: "m",
      elapsed_seconds: 5,
      idle_seconds: 4,
    });
  });

  test("with the same status again is heard but is no transition", () => {
    const store = new Store();
    store.set(report("a", { status: "working" }), NOW);
    const state = store.set(report("a", { status: "working" }), NOW + 60_000);
    expect(unpack(state.transitions)).toEqual([{ status: "working", at_secs: NOW / 1000 }]);
    expect(toWire(state, NOW + 61_000)).toMatchObject({
      since_ms: NOW,
      updated_ms: NOW + 60_000,
      elapsed_seconds: 61,
      idle_seconds: 1,
      seq: 2,
    });
  });

  test("with another status drops the reason of the old one", () => {
    const store = new Store();
    store.set(report("a", { status: "question", reason: "permission", message: "m" }), NOW);
    const state = store.set(report("a", { status: "working" }), NOW);
    expect(state).toMatchObject({ reason: null, message: null });
  });

  test("keeps no more than the last ten transitions, the oldest first", () => {
    const store = new Store();
    for (let i = 0; i < 25; i++) {
      const status = i % 2 === 0 ? "working" : "attention";
      store.set(report("a", { status }), NOW + i * 1000);
    }
    const history = unpack(store.get("a").transitions);
    expect(history.map(({ at_secs }) => at_secs - NOW / 1000)).toEqual([
      15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
    ]);
    expect(history.at(-1)?.status).toBe("working");
  });

  test("takes a close back when it gives the status from before, as of then", () => {
    const store = new Store();
    store.set(report("a", { status: "working" }), NOW - 60_000);
    store.set(report("a", { status: "question", message: "m" }), NOW - 59_500);
    store.close("a", "closed", NOW);
    const given = { status: "question", message: "m", at_ms: NOW - 59_500 } as const;
    const state = store.set(report("a", given), NOW + 1000);
    expect(toWire(state, NOW + 2000)).toMatchObject({
      status: "question",
      since_ms: NOW - 59_500,
      elapsed_seconds: 61,
      history: [
        { status: "working", at_secs: NOW / 1000 - 60 },
        { status: "question", at_secs: NOW / 1000 - 60 },
      ],
    });
  });

  test("that closes a session keeps it, and any other status opens it again", () => {
    const store = filled("a");
    expect(toWire(store.set(report("a", { status: "closed" }), NOW), NOW).closed).toBe(true);
    expect(store.closedCount).toBe(1);
    expect(toWire(store.set(report("a", { status: "working" }), NOW), NOW).closed).toBe(false);
    expect(store.closedCount).toBe(0);
  });

  test("never gives a negative age when the clock was set back", () => {
    const store = filled("a");
    const wire = toWire(store.get("a"), NOW - 3_600_000);
    expect(wire).toMatchObject({ elapsed_seconds: 0, idle_seconds: 0, stale: false });
  });
});

describe("limits", () => {
  const limits = (maxSessions: number, maxClosed: number) => {
    return { ...DEFAULT_LIMITS, own: { maxSessions, maxClosed } };
  };

  test("are 10,000 sessions and 20 closed ones unless said otherwise", () => {
    expect(DEFAULT_LIMITS.own).toEqual({ maxSessions: 10_000, maxClosed: 20 });
  });

  test("drop the session closed first, not the one created first", () => {
    const store = new Store(limits(10, 2));
    for (const id of ["a", "b", "c"]) store.set(report(id, { status: "working" }), NOW);
    for (const id of ["c", "a", "b"]) store.close(id, "closed", NOW);
    expect(idsOf(store)).toEqual(["a", "b"]);
    expect(store.takeChanges().at(-1)).toMatchObject({ seq: 7, id: "c", state: null });
  });

  test("count a reopened and closed again session as closed last", () => {
    const store = new Store(limits(10, 2));
    for (const id of ["a", "b", "c"]) store.set(report(id, { status: "working" }), NOW);
    store.close("a", "closed", NOW);
    store.close("b", "closed", NOW);
    store.reopen("a", NOW);
    store.close("a", "closed", NOW);
    store.close("c", "closed", NOW);
    expect(idsOf(store)).toEqual(["a", "c"]);
  });

  test("give the oldest closed session's place to a new one, then refuse", () => {
    const store = new Store(limits(3, 20));
    for (const id of ["a", "b", "c"]) store.set(report(id, { status: "working" }), NOW);
    store.close("b", "closed", NOW);
    store.set(report("d", { status: "working" }), NOW);
    expect(idsOf(store)).toEqual(["a", "c", "d"]);
    const { seq } = store;
    const said = codeOf(() => store.set(report("e", { status: "working" }), NOW));
    expect(said).toStartWith("too_many_sessions: too many sessions: 3 are open");
    expect(idsOf(store)).toEqual(["a", "c", "d"]);
    expect(store.seq).toBe(seq);
  });

  test("do not hinder reports of sessions that are known", () => {
    const store = new Store(limits(1, 20));
    store.set(report("a", { status: "working" }), NOW);
    expect(store.set(report("a", { status: "attention" }), NOW).status).toBe("attention");
  });

  test("hold at ten thousand open sessions", () => {
    const store = new Store();
    for (let i = 0; i < 10_000; i++) store.set(report(`s${i}`, { status: "working" }), NOW);
    const said = codeOf(() => store.set(report("one more", { status: "working" }), NOW));
    expect(said).toStartWith("too_many_sessions");
    expect(store.size).toBe(10_000);
  });
});

describe("a command about one session", () => {
  test("that is unknown says so in the words of version 1", () => {
    const store = filled("a");
    for (const act of [
      () => store.get("x"),
      () => store.close("x", "closed", NOW),
      () => store.delete("x", NOW),
    ]) {
      expect(codeOf(act)).toBe("session_not_found: session not found: x");
    }
  });

  test("closes it twice without a second transition", () => {
    const store = filled("a");
    store.close("a", "closed", NOW);
    const state = store.close("a", "again", NOW + 1000);
    expect(state).toMatchObject({ status: "closed", reason: "closed", updatedMs: NOW + 1000 });
    expect(state.transitions.length).toBe(2);
  });

  test("deletes it and gives it as it was", () => {
    const store = filled("a", "b");
    expect(store.delete("a", NOW)).toMatchObject({ id: "a", status: "working" });
    expect(idsOf(store)).toEqual(["b"]);
    expect(store.takeChanges().at(-1)).toMatchObject({ seq: 3, id: "a", state: null });
  });

  test("reopens a closed one as attention, and says v1's words of any other", () => {
    const store = filled("a", "b");
    store.close("a", "closed", NOW);
    expect(store.reopen("a", NOW)).toMatchObject({ status: "attention", reason: "reopened" });
    const absent = "session_not_found: SESSION_NOT_FOUND No closed session with ID: ";
    expect(codeOf(() => store.reopen("a", NOW))).toBe(`${absent}a`);
    expect(codeOf(() => store.reopen("x", NOW))).toBe(`${absent}x`);
  });

  test("does not reopen one that goes on under another name", () => {
    const store = filled("a");
    store.set(report("b", { replaces: "a" }), NOW);
    expect(codeOf(() => store.reopen("a", NOW))).toBe(
      "not_resumable: NOT_RESUMABLE it goes on as session b",
    );
  });
});

describe("seq", () => {
  test("grows by one with each change and is the change's own", () => {
    const store = filled("a", "b");
    store.set(report("a", { priority: 1 }), NOW);
    store.close("b", "closed", NOW);
    store.delete("b", NOW);
    const changes = store.takeChanges();
    expect(changes.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(changes.map(({ id }) => id)).toEqual(["a", "b", "a", "b", "b"]);
    expect(store.get("a").seq).toBe(3);
    expect(store.seq).toBe(5);
    expect(store.takeChanges()).toEqual([]);
  });

  test("does not move for what changes nothing", () => {
    const store = filled("a");
    codeOf(() => store.get("x"));
    codeOf(() => store.reopen("a", NOW));
    store.get("a").aliveMs = NOW;
    store.showDue(NOW);
    expect(store.seq).toBe(1);
  });
});

describe("what changed since", () => {
  test("is nothing when nothing did", () => {
    expect(filled("a", "b").changedSince(2)).toEqual({ sessions: [], deleted: [] });
  });

  test("is each changed session once, in the order of its last change", () => {
    const store = filled("a", "b", "c");
    for (const id of ["c", "a", "c", "a", "b"]) store.set(report(id, { priority: 1 }), NOW);
    const ids = (since: number) => store.changedSince(since)?.sessions.map(({ id }) => id);
    expect(ids(3)).toEqual(["c", "a", "b"]);
    expect(ids(7)).toEqual(["b"]);
    expect(ids(0)).toEqual(["c", "a", "b"]);
  });

  test("names what was deleted, once, and not what has come back since", () => {
    const store = filled("a", "b");
    store.delete("a", NOW);
    store.delete("b", NOW);
    store.set(report("a", { status: "working" }), NOW);
    const difference = store.changedSince(2);
    expect(difference?.deleted).toEqual(["b"]);
    expect(difference?.sessions.map(({ id }) => id)).toEqual(["a"]);
    expect(store.changedSince(4)?.deleted).toEqual([]);
  });

  test("can't be told of a number that is yet to come", () => {
    expect(filled("a").changedSince(2)).toBeUndefined();
  });

  test("can't be told across deletions that are forgotten, and is right up to there", () => {
    const store = new Store();
    for (let i = 0; i < 3000; i++) {
      store.set(report(`s${i}`, { status: "working" }), NOW);
      store.delete(`s${i}`, NOW);
    }
    expect(store.changedSince(0)).toBeUndefined();
    for (let since = store.seq; since >= 0; since--) {
      const difference = store.changedSince(since);
      if (difference === undefined) break;
      const expected = Math.ceil((store.seq - since) / 2);
      expect(difference.deleted.length).toBe(expected);
    }
    expect(store.changedSince(store.seq - 2000)).toBeDefined();
  });

  test.each([0, 999, 1000, 1001])(
    "can't be told from a change that was told and not kept, after %i deletions",
    (deletions) => {
      const earlier = filled("a");
      const churn = (store: Store, each: () => void) => {
        store.set(report("b", { status: "working" }), NOW);
        each();
        store.delete("b", NOW);
        each();
      };
      for (let i = 0; i < deletions; i++) churn(earlier, () => {});
      const saved = earlier.save();
      const store = new Store(DEFAULT_LIMITS, saved);
      const lost = saved.seq + 1;
      expect(store.seq).toBe(saved.seq);
      expect(store.changedSince(lost)).toBeUndefined();
      store.delete("a", NOW);
      expect(store.changedSince(saved.seq)?.deleted).toEqual(["a"]);
      // Neither while it is remembered nor while and after it is forgotten.
      for (let i = 0; i < 2500; i++) {
        churn(store, () => expect(store.changedSince(lost)).toBeUndefined());
      }
      expect(store.changedSince(saved.seq)).toBeUndefined();
    },
  );
});

describe("active", () => {
  test("is what is not closed and was heard from within 60 minutes, to the millisecond", () => {
    const store = filled("a", "b");
    store.set(report("c", { status: "closed" }), NOW);
    expect(store.activeCount(NOW + ACTIVE_WITHIN_MS)).toBe(2);
    expect(store.activeCount(NOW + ACTIVE_WITHIN_MS + 1)).toBe(0);
    store.set(report("a", { priority: 1 }), NOW + ACTIVE_WITHIN_MS);
    expect(store.activeCount(NOW + ACTIVE_WITHIN_MS + 1)).toBe(1);
  });

  test("is also what is silent but has a process that was seen alive", () => {
    const store = filled("a");
    store.get("a").aliveMs = NOW + ACTIVE_WITHIN_MS;
    expect(store.activeCount(NOW + ACTIVE_WITHIN_MS + 1)).toBe(1);
  });
});

describe("a session in the place of another", () => {
  test("goes on as that one was, when it says nothing of its own status", () => {
    const store = new Store();
    const first = { status: "question", reason: "permission", message: "m" } as const;
    store.set(report("a", { ...first, priority: 2, working_dir: "/w" }), NOW);
    const state = store.set(report("b", { replaces: "a" }), NOW + 1000);
    expect(state).toMatchObject({ ...first, priority: 2, workingDir: "/w", sinceMs: NOW });
    expect(store.get("a")).toMatchObject({
      status: "closed",
      reason: "replaced",
      replacedBy: "b",
    });
  });

  test("closes the earlier session of the same process and no other", () => {
    const store = new Store();
    const own = { pid: 7, pid_start: "x" };
    store.set(evidence("old", NOW, { status: "attention", ...own }), NOW);
    store.set(evidence("other start", NOW, { status: "attention", pid: 7, pid_start: "y" }), NOW);
    store.set(evidence("other host", NOW, { status: "attention", ...own, host: "h" }), NOW);
    store.set(evidence("new", NOW, { status: "attention", ...own, replaces_pid: true }), NOW);
    expect(store.get("old")).toMatchObject({ status: "closed", replacedBy: "new" });
    expect(store.get("other start").status).toBe("attention");
    expect(store.get("other host").status).toBe("attention");
    expect(store.get("new").status).toBe("attention");
  });

  test("names its successor also when its end was reported first", () => {
    const store = new Store();
    const own = { pid: 7, pid_start: "x" };
    store.set(evidence("old", NOW, { status: "working", ...own }), NOW);
    store.set(evidence("old", NOW, { status: "closed", reason: "replaced" }), NOW);
    store.set(
      evidence("new", NOW + 5, { status: "attention", ...own, replaces_pid: true }),
      NOW + 5,
    );
    expect(store.get("old").replacedBy).toBe("new");
  });

  test("leaves one alone that was closed for good", () => {
    const store = new Store();
    const own = { pid: 7, pid_start: "x" };
    store.set(evidence("old", NOW, { status: "working", ...own }), NOW);
    store.set(evidence("old", NOW, { status: "closed", reason: "ended" }), NOW);
    store.set(evidence("new", NOW, { status: "attention", ...own, replaces_pid: true }), NOW);
    expect(store.get("old")).toMatchObject({ reason: "ended", replacedBy: null });
  });
});

describe("a parent", () => {
  test("is the nearest open session among the processes above", () => {
    const store = new Store();
    store.set(evidence("far", NOW, { status: "working", pid: 10, pid_start: "x" }), NOW);
    store.set(evidence("near", NOW, { status: "working", pid: 20, pid_start: "x" }), NOW);
    const own = { pid: 40, pid_start: "x" };
    const child = evidence("child", NOW, { status: "working", ...own, ancestors: [30, 20, 10] });
    expect(store.set(child, NOW).parentId).toBe("near");
  });

  test("is no session that is closed, elsewhere, or the child itself", () => {
    const store = new Store();
    const at = { pid: 10, pid_start: "x" };
    store.set(evidence("closed", NOW, { status: "working", ...at }), NOW);
    store.close("closed", "closed", NOW);
    store.set(evidence("elsewhere", NOW, { status: "working", ...at, host: "h" }), NOW);
    const child = evidence("child", NOW, { status: "working", ...at, ancestors: [10] });
    expect(store.set(child, NOW).parentId).toBeNull();
  });

  test("once found stays, and one that is given counts more", () => {
    const store = new Store();
    store.set(evidence("a", NOW, { status: "working", pid: 10, pid_start: "x" }), NOW);
    store.set(evidence("b", NOW, { status: "working", pid: 20, pid_start: "x" }), NOW);
    const own = { pid: 40, pid_start: "x" };
    store.set(evidence("c", NOW, { status: "working", ...own, ancestors: [10] }), NOW);
    expect(store.set(evidence("c", NOW, { ...own, ancestors: [20] }), NOW).parentId).toBe("a");
    expect(store.set(report("c", { parent_id: "b" }), NOW).parentId).toBe("b");
  });
});

describe("a held question", () => {
  const asked = { status: "question", asks: "q", hold_ms: 300 } as const;

  test("shows when its time has come and not before", () => {
    const store = filled("a");
    store.set(evidence("a", NOW, asked), NOW);
    expect(store.get("a").status).toBe("working");
    expect(store.nextDueMs()).toBe(NOW + 300);
    store.takeChanges();
    store.showDue(NOW + 299);
    expect(store.takeChanges()).toEqual([]);
    store.showDue(NOW + 300);
    expect(store.get("a").status).toBe("question");
    expect(store.takeChanges().length).toBe(1);
    expect(store.nextDueMs()).toBeUndefined();
  });

  test("shows at once when it is asked for certain, with what was said of it before", () => {
    const store = filled("a");
    store.set(evidence("a", NOW, { ...asked, message: "Red?" }), NOW);
    store.set(evidence("a", NOW + 100, { status: "question", asks: "q" }), NOW + 100);
    expect(store.get("a")).toMatchObject({ status: "question", message: "Red?" });
    expect(store.nextDueMs()).toBeUndefined();
  });

  test("never shows when it is answered before", () => {
    const store = filled("a");
    store.set(evidence("a", NOW, asked), NOW);
    store.set(evidence("a", NOW + 100, { status: "working", answers: "q" }), NOW + 100);
    expect(store.nextDueMs()).toBeUndefined();
    store.takeChanges();
    store.showDue(NOW + 1000);
    expect(store.get("a").status).toBe("working");
    expect(store.takeChanges()).toEqual([]);
  });

  test("is held also when it is the first report of a session", () => {
    const store = new Store();
    store.set(evidence("a", NOW, asked), NOW);
    expect(store.get("a").status).toBe("working");
    store.showDue(NOW + 300);
    expect(unpack(store.get("a").transitions).map(({ status }) => status)).toEqual([
      "working",
      "question",
    ]);
  });

  test("is not held for ever when the clock is set back", () => {
    const store = filled("a");
    store.set(evidence("a", NOW, asked), NOW);
    store.showDue(NOW - 3_600_000);
    expect(store.get("a").status).toBe("question");
  });

  test("of a session that is deleted meanwhile is dropped", () => {
    const store = filled("a");
    store.set(evidence("a", NOW, asked), NOW);
    store.delete("a", NOW);
    expect(store.nextDueMs()).toBeUndefined();
    store.showDue(NOW + 300);
    expect(store.size).toBe(0);
  });
});

describe("a report that comes twice", () => {
  const named = (at: number, name: string, more: object) =>
    evidence("a", at, { report_id: name, ...more });

  test("changes the session once, also after it is restored", () => {
    const store = filled("a");
    const twice = named(NOW, "r1", { status: "working", subagent_start: "s" });
    const stop = named(NOW + 1, "r2", { subagent_stop: "s" });
    store.set(twice, NOW);
    store.set(stop, NOW + 1);
    const { seq } = store;
    for (const again of [store, new Store(DEFAULT_LIMITS, structuredClone(store.save()))]) {
      for (const report of [twice, stop]) again.set({ ...report, replayed: true }, NOW + 2);
      expect(again.get("a")).toMatchObject({ background: 0, replayed: false });
      expect(again.seq).toBe(seq);
    }
  });

  test("is news when it was taken from the spool first and then came from its sender", () => {
    const store = filled("a");
    const asked = named(NOW, "r1", { status: "question", asks: "q" });
    store.set({ ...asked, replayed: true }, NOW);
    expect(store.get("a").replayed).toBe(true);
    store.set(asked, NOW);
    expect(store.get("a").replayed).toBe(false);
  });

  test("is remembered among the last 4096", () => {
    const store = filled("a");
    for (let i = 0; i <= 4096; i++) store.set(named(NOW, `r${i}`, { message: "m" }), NOW);
    expect(["r0", "r1"].map((id) => store.hasTaken(id, false))).toEqual([false, true]);
    expect(store.save().past.own.taken).toHaveLength(4096);
  });
});

describe("a session that was deleted", () => {
  test("stays so whatever was said of it before, until something new is said", () => {
    const store = filled("a");
    store.delete("a", NOW + 1000);
    for (const again of [store, new Store(DEFAULT_LIMITS, structuredClone(store.save()))]) {
      const old = evidence("a", NOW + 1000, { status: "working" });
      expect(() => again.set(old, NOW + 2000)).toThrow("session not found: a");
      expect(() => again.set({ ...old, source: "command", replayed: true }, NOW + 2000)).toThrow();
      again.set(evidence("a", NOW + 1001, { status: "working" }), NOW + 2000);
      expect(again.get("a").status).toBe("working");
    }
  });

  test("comes back by a statement, whatever time that gives", () => {
    const store = filled("a");
    store.delete("a", NOW + 1000);
    store.set(report("a", { status: "working", at_ms: NOW }), NOW + 2000);
    expect(store.get("a").status).toBe("working");
  });

  test("comes back after the clock was set back", () => {
    const store = filled("a");
    store.delete("a", NOW + 3_600_000);
    store.set(evidence("a", NOW, { status: "working" }), NOW);
    expect(store.get("a").status).toBe("working");
  });
});
