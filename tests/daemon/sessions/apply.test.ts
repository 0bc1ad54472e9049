import { describe, expect, test } from "bun:test";
import { applyReport } from "../../../src/daemon/sessions/apply.ts";
import { createState } from "../../../src/daemon/sessions/created.ts";
import { dueMsOf, showDue } from "../../../src/daemon/sessions/held.ts";
import type { SessionState } from "../../../src/daemon/sessions/state.ts";
import type { Report } from "../../../src/protocol/session.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

/** A session that works, and a way to tell it what happened `ms` later. */
function working() {
  const state = createState("a", "working", NOW);
  let latestMs = 0;
  const tell = (ms: number, more: Omit<Report, "session_id">, nowMs?: number): SessionState => {
    latestMs = Math.max(latestMs, ms);
    applyReport(state, evidence("a", NOW + ms, more), nowMs ?? NOW + latestMs, false);
    return state;
  };
  /** The same, heard the moment it happened. */
  const tellNow = (ms: number, more: Omit<Report, "session_id">) => tell(ms, more, NOW + ms);
  return { state, tell, tellNow };
}

const ask = (key: string, message = key) =>
  ({ status: "question", reason: "permission", asks: key, message }) as const;
const answer = (key: string) => ({ status: "working", answers: key }) as const;

describe("a question", () => {
  test("is open from its asking to its own answer, whatever else happens", () => {
    const { tell } = working();
    tell(1, ask("q1"));
    expect(tell(2, answer("other")).status).toBe("question");
    expect(tell(3, { status: "working", message: "npm test" })).toMatchObject({
      status: "question",
      message: "q1",
    });
    expect(tell(4, answer("q1")).status).toBe("working");
  });

  test("behind another shows once that is answered, in either order", () => {
    for (const [first, second] of [
      ["q1", "q2"],
      ["q2", "q1"],
    ] as const) {
      const { tell } = working();
      tell(1, ask("q1"));
      expect(tell(2, ask("q2")).message).toBe("q1");
      const shown = first === "q1" ? "q2" : "q1";
      expect(tell(3, answer(first))).toMatchObject({ status: "question", message: shown });
      expect(tell(4, answer(second)).status).toBe("working");
    }
  });

  test("asked twice under one name is one question", () => {
    const { tell } = working();
    tell(1, ask("q1", "short"));
    expect(tell(2, ask("q1", "longer")).message).toBe("longer");
    expect(tell(3, answer("q1")).status).toBe("working");
  });

  test("is closed with all whose name begins alike, and only with those", () => {
    const { tell } = working();
    tell(1, ask("main:a"));
    tell(2, ask("agent:x:a"));
    expect(tell(3, answer("main:*"))).toMatchObject({ status: "question", message: "agent:x:a" });
    expect(tell(4, answer("*")).status).toBe("working");
  });

  test("is over when the turn is, or the session", () => {
    for (const status of ["attention", "closed"] as const) {
      const { tell } = working();
      tell(1, ask("q1"));
      expect(tell(2, { status, reason: "turn_done" })).toMatchObject({
        status,
        reason: "turn_done",
        questions: [],
      });
      expect(tell(3, { status: "working" }).status).toBe("working");
    }
  });

  test("is over when someone states another status", () => {
    const { state, tell } = working();
    tell(1, ask("q1"));
    applyReport(state, report("a", { status: "working" }), NOW + 2, false);
    expect(state).toMatchObject({ status: "working", questions: [], message: null });
  });

  test("is not answered by what is said of the session besides its status", () => {
    const { state, tell } = working();
    tell(1, ask("q1"));
    applyReport(state, report("a", { priority: 5 }), NOW + 2, false);
    expect(state).toMatchObject({ status: "question", priority: 5, message: "q1" });
  });

  test("never makes the list of open ones grow without end", () => {
    const { state, tell } = working();
    for (let i = 0; i < 500; i++) tell(i, ask(`q${i}`));
    expect(state.questions.length).toBe(64);
    expect(tell(600, answer("*")).status).toBe("working");
  });
});

describe("an event that comes late", () => {
  test("changes no status that newer evidence has set", () => {
    const { tell } = working();
    tell(10, { status: "attention", reason: "turn_done" });
    expect(tell(5, { status: "working" })).toMatchObject({
      status: "attention",
      reason: "turn_done",
    });
  });

  test("still closes the question that was open when it happened", () => {
    const { tell } = working();
    tell(1, ask("q1"));
    tell(10, { status: "working", answers: "other" });
    expect(tell(5, answer("q1")).status).toBe("working");
  });

  test("does not close a question that was asked after it happened", () => {
    const { tell } = working();
    tell(10, ask("q1"));
    expect(tell(5, answer("q1")).status).toBe("question");
    expect(tell(6, answer("*")).status).toBe("question");
  });

  test("opens no question: its answer may have passed already", () => {
    const { tell } = working();
    tell(10, answer("q1"));
    expect(tell(5, ask("q1")).status).toBe("working");
  });

  test("of the same instant still counts", () => {
    const { tell } = working();
    tell(1, ask("q1"));
    expect(tell(1, answer("q1")).status).toBe("working");
  });
});

describe("a clock that was set back", () => {
  const HOUR = 3_600_000;

  test("does not make every later event late", () => {
    const { tellNow } = working();
    tellNow(0, { status: "working" });
    expect(tellNow(-HOUR, { status: "attention" }).status).toBe("attention");
  });

  test("does not keep a question open that is answered", () => {
    const { tellNow } = working();
    tellNow(0, ask("q1"));
    expect(tellNow(-HOUR, answer("q1")).status).toBe("working");
  });

  test("does not leave the last report in the future", () => {
    const { tellNow } = working();
    expect(tellNow(-HOUR, { status: "attention" }).updatedMs).toBe(NOW - HOUR);
  });

  test("or a sender's that is ahead is bounded by ours", () => {
    const { state, tell } = working();
    tell(HOUR, { status: "attention" }, NOW + 1);
    expect(state).toMatchObject({ updatedMs: NOW + 1, sinceMs: NOW + 1 });
  });
});

describe("a condition", () => {
  const idle: Omit<Report, "session_id"> = {
    status: "attention",
    reason: "idle",
    only_from: ["working"],
  };

  test("lets the status change only from one it names", () => {
    const { tell } = working();
    expect(tell(1, { ...idle, only_from: ["question"] }).status).toBe("working");
    expect(tell(2, idle).status).toBe("attention");
  });

  test("that does not hold keeps the open question", () => {
    const { tell } = working();
    tell(1, ask("q1"));
    expect(tell(2, idle)).toMatchObject({ status: "question", message: "q1" });
  });

  test("is ignored for a session that was unknown", () => {
    const state = createState("a", "attention", NOW);
    applyReport(state, evidence("a", NOW, { ...idle, only_from: ["working"] }), NOW, true);
    expect(state).toMatchObject({ status: "attention", reason: "idle" });
  });
});

describe("background tasks", () => {
  test("are counted by their starts and ends, each subagent once", () => {
    const { tell } = working();
    tell(1, { subagent_start: "x" });
    expect(tell(2, { subagent_start: "x" }).background).toBe(1);
    expect(tell(3, { subagent_start: "y" }).background).toBe(2);
    expect(tell(4, { subagent_stop: "x" }).background).toBe(1);
    expect(tell(5, { subagent_stop: "x" }).background).toBe(1);
    expect(tell(6, { subagent_stop: "unknown" }).background).toBe(1);
    expect(tell(7, { subagent_stop: "y" }).background).toBe(0);
  });

  test("end a turn that only waited for them, unless their end wakes it", () => {
    const { state, tell } = working();
    tell(1, { status: "working", reason: "background", background: 2 });
    expect(tell(2, { subagent_stop: "x" })).toMatchObject({ status: "working", background: 1 });
    const woken = { status: "working", reason: null, background: 0 };
    expect(tell(3, { subagent_stop: "y" })).toMatchObject(woken);
    const dueMs = dueMsOf(state) ?? 0;
    expect(showDue(state, dueMs - 1)).toBe(false);
    expect(showDue(state, dueMs)).toBe(true);
    expect(state).toMatchObject({ status: "attention", reason: "turn_done", background: 0 });
  });

  test("that wake the main thread show no end in between", () => {
    const { state, tell } = working();
    tell(1, { status: "working", reason: "background", background: 1 });
    tell(2, { subagent_stop: "x" });
    const prompt = { status: "working", answers: "main:*", queues: true } as const;
    expect(tell(900, prompt)).toMatchObject({ status: "working", queued: 0 });
    expect(dueMsOf(state)).toBeUndefined();
  });

  test("do not end a turn that works on its own", () => {
    const { tell } = working();
    tell(1, { subagent_start: "x" });
    expect(tell(2, { subagent_stop: "x" }).status).toBe("working");
  });

  test("that are counted again need no starts", () => {
    const { state, tell } = working();
    tell(1, { subagent_start: "x" });
    expect(tell(2, { background: 0 })).toMatchObject({ background: 0, subagents: [] });
    expect(tell(3, { background: 7 }).background).toBe(7);
    expect(state.status).toBe("working");
  });
});

describe("a report", () => {
  test("without a process keeps the known one", () => {
    const { tell } = working();
    tell(1, { pid: 7, pid_start: "x" });
    expect(tell(2, { status: "attention" })).toMatchObject({ pid: 7, pidStart: "x" });
  });

  test("of another process forgets that the first was seen alive", () => {
    const { state, tell } = working();
    tell(1, { pid: 7, pid_start: "x" });
    state.aliveMs = NOW;
    expect(tell(2, { pid: 7, pid_start: "x" }).aliveMs).toBe(NOW);
    expect(tell(3, { pid: 7, pid_start: "y" }).aliveMs).toBe(0);
  });

  test("of a question that is asked again is unseen again", () => {
    const { state, tell } = working();
    tell(1, ask("q1"));
    state.acknowledgedMs = NOW + 2;
    expect(tell(3, { status: "working" }).acknowledgedMs).toBe(NOW + 2);
    expect(tell(4, ask("q2")).acknowledgedMs).toBeNull();
  });

  test("that is replayed is marked until the next that is not", () => {
    const { tell } = working();
    expect(tell(1, { status: "attention", replayed: true }).replayed).toBe(true);
    expect(tell(2, { status: "working" }).replayed).toBe(false);
  });
});
