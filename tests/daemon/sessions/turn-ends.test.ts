import { describe, expect, test } from "bun:test";
import { applyReport } from "../../../src/daemon/sessions/apply.ts";
import { createState } from "../../../src/daemon/sessions/created.ts";
import { dueMsOf, showDue } from "../../../src/daemon/sessions/held.ts";
import type { SessionState } from "../../../src/daemon/sessions/state.ts";
import type { Report } from "../../../src/protocol/session.ts";
import { evidence } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

type Told = Omit<Report, "session_id">;

/** A session that was told of a prompt, and a way to tell it what happened `ms` later. */
function prompted() {
  const state = createState("a", "attention", NOW);
  let latestMs = 0;
  const tell = (ms: number, report: Told): SessionState => {
    latestMs = Math.max(latestMs, ms);
    applyReport(state, evidence("a", NOW + ms, report), NOW + latestMs, false);
    return state;
  };
  tell(0, PROMPT);
  return { state, tell };
}

const PROMPT: Told = { status: "working", reason: null, answers: "main:*", queues: true };
const STEP: Told = { status: "working", reason: null };
const TOOL_END: Told = { status: "working", reason: null, answers: "main:x", continues: true };
const STOP: Told = { status: "attention", reason: "turn_done", answers: "*" };
const IDLE: Told = { source: "registry", status: "attention", reason: "interrupted" };

function due(state: SessionState): boolean {
  return showDue(state, dueMsOf(state) ?? 0);
}

describe("a turn's end", () => {
  test("is told at once where nothing was queued", () => {
    expect(prompted().tell(10, STOP)).toMatchObject({ status: "attention", heldEnd: null });
  });

  test("that is heard after its agent has told that it leaves brings nothing back", () => {
    const { tell } = prompted();
    tell(20, { status: "closed", reason: "ended" });
    expect(tell(19, STOP)).toMatchObject({ status: "closed", reason: "ended" });
    expect(tell(21, STOP)).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("is over once work is heard that began after it, though a mute hook overtook that", () => {
    const { tell } = prompted();
    tell(10, STOP);
    expect(tell(30, { event: "Notification" }).status).toBe("attention");
    expect(tell(29, STEP)).toMatchObject({ status: "working", reason: null });
  });

  test("stays one for work from before it, whatever mute hook was heard since", () => {
    const { state, tell } = prompted();
    tell(20, { ...STOP, hold_ms: 700 });
    tell(30, { event: "Notification" });
    tell(19, STEP);
    expect(due(state)).toBe(true);
    expect(tell(18, STEP)).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("with a prompt queued is none while the next turn runs, and the next one's is", () => {
    const { tell } = prompted();
    tell(10, PROMPT);
    expect(tell(20, STOP).status).toBe("working");
    expect(tell(30, STOP)).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("with a prompt queued while a subagent asks is none, either", () => {
    const { tell } = prompted();
    const asks: Told = { status: "question", reason: "permission", asks: "agent:b:tool:x" };
    expect(tell(10, asks).status).toBe("question");
    expect(tell(20, PROMPT).status).toBe("question");
    expect(tell(30, { answers: "agent:b:*" }).status).toBe("working");
    expect(tell(40, STOP).status).toBe("working");
    expect(tell(50, STOP).status).toBe("attention");
  });

  test("with two prompts queued is none twice", () => {
    const { tell } = prompted();
    tell(10, PROMPT);
    tell(11, PROMPT);
    expect(tell(20, STOP).status).toBe("working");
    expect(tell(30, STOP).status).toBe("working");
    expect(tell(40, STOP).status).toBe("attention");
  });

  test("with a prompt that ran within the turn is told once the record stays idle", () => {
    const { state, tell } = prompted();
    tell(10, PROMPT);
    tell(20, STOP);
    expect(tell(25, IDLE).status).toBe("working");
    expect(dueMsOf(state)).toBe(NOW + 25 + 1000);
    expect(due(state)).toBe(true);
    expect(state).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("with a prompt queued waits from when the record turned idle, whenever that was read", () => {
    const { state, tell } = prompted();
    tell(10, PROMPT);
    tell(20, STOP);
    applyReport(state, evidence("a", NOW + 25, IDLE), NOW + 200, false);
    expect(dueMsOf(state)).toBe(NOW + 25 + 1000);
  });

  test("with a prompt that ran within the turn is told in the end where there is no record", () => {
    const { state, tell } = prompted();
    tell(10, PROMPT);
    tell(20, STOP);
    expect(due(state)).toBe(true);
    expect(state).toMatchObject({ status: "attention", reason: "turn_done", queued: 0 });
  });

  test("that is held back is none once a step of work follows", () => {
    const { state, tell } = prompted();
    tell(10, PROMPT);
    tell(20, STOP);
    tell(30, STEP);
    expect(dueMsOf(state)).toBeUndefined();
    expect(tell(40, STOP).status).toBe("attention");
  });

  test("that breaks it off takes what was queued along", () => {
    const { tell } = prompted();
    tell(10, PROMPT);
    const broken: Told = { status: "attention", reason: "interrupted", answers: "*" };
    expect(tell(20, broken)).toMatchObject({ status: "attention", reason: "interrupted" });
    tell(30, PROMPT);
    expect(tell(40, STOP).status).toBe("attention");
  });

  test("is not taken back by what still comes of that turn's tools", () => {
    const { tell } = prompted();
    tell(20, STOP);
    expect(tell(21, TOOL_END)).toMatchObject({ status: "attention", reason: "turn_done" });
    expect(tell(22, STEP).status).toBe("working");
  });

  test("counts though a hook of the same turn that started later came before it", () => {
    const { tell } = prompted();
    tell(12, TOOL_END);
    expect(tell(10, STOP)).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("that comes after a newer turn's beginning is past", () => {
    const { tell } = prompted();
    tell(30, STEP);
    expect(tell(10, STOP).status).toBe("working");
  });

  test("is not taken back by a hook of its turn that was started before it and is heard after", () => {
    const { tell } = prompted();
    tell(10, { ...STEP, turn: "t1" });
    tell(20, { ...STOP, turn: "t1" });
    const late = { ...STEP, turn: "t1", message: "Bash: make" };
    expect(tell(400, late)).toMatchObject({ status: "attention", reason: "turn_done" });
    expect(tell(500, { ...PROMPT, turn: "t2" }).status).toBe("working");
    expect(tell(600, { ...STOP, turn: "t2" }).status).toBe("attention");
    // Somebody else's hook has taken that end back.
    expect(tell(6000, { ...late, turn: "t2" }).status).toBe("working");
  });

  test("with a subagent at work is not taken back so, either", () => {
    const { state, tell } = prompted();
    tell(10, { ...STEP, turn: "t1" });
    tell(20, { status: "working", reason: "background", background: 1, turn: "t1" });
    expect(tell(400, { ...STEP, turn: "t1" }).reason).toBe("background");
    tell(800, { subagent_stop: "b" });
    expect(due(state)).toBe(true);
    expect(state).toMatchObject({ status: "attention", reason: "turn_done" });
  });

  test("that a record tells of is not taken back so, either", () => {
    const { tell } = prompted();
    tell(10, { ...STEP, turn: "t1" });
    tell(20, IDLE);
    expect(tell(400, { ...STEP, turn: "t1" }).reason).toBe("interrupted");
    expect(tell(500, { ...PROMPT, turn: "t2" }).status).toBe("working");
  });

  test("counts though work of its own turn says that it began later", () => {
    const { tell } = prompted();
    tell(30, { ...STEP, turn: "t1" });
    expect(tell(10, { ...STOP, turn: "t1" }).status).toBe("attention");
  });

  test("leaves a question open that its turn asks afterwards", () => {
    const { tell } = prompted();
    tell(20, { ...STOP, turn: "t1" });
    const asks: Told = { status: "question", reason: "permission", asks: "main:x", turn: "t1" };
    expect(tell(30, asks).status).toBe("question");
  });

  test("held back by its reporter waits as long as that says", () => {
    const { state, tell } = prompted();
    expect(tell(10, { status: "attention", reason: "idle", hold_ms: 500 }).status).toBe("working");
    expect(dueMsOf(state)).toBe(NOW + 510);
    expect(due(state)).toBe(true);
    expect(state).toMatchObject({ status: "attention", reason: "idle" });
  });
});

describe("a question that comes late", () => {
  const asks: Told = { status: "question", reason: "permission", asks: "agent:b:tool:x" };
  const background: Told = { status: "working", reason: "background", answers: "main:*" };

  test("is open, as nothing has answered it since it was asked", () => {
    const { tell } = prompted();
    tell(20, { ...background, background: 1 });
    expect(tell(15, asks)).toMatchObject({ status: "question", reason: "permission" });
  });

  test("is not, when its own answer came before it", () => {
    const { tell } = prompted();
    tell(20, { ...background, answers: "agent:b:*", background: 1 });
    expect(tell(15, asks).status).toBe("working");
  });

  test("is not, when the turn's end closed all", () => {
    const { tell } = prompted();
    tell(20, STOP);
    expect(tell(15, asks).status).toBe("attention");
  });
});

describe("a reminder", () => {
  const reminder: Told = {
    status: "question",
    reason: "permission",
    message: "needs your permission",
    asks: "main:notified",
    reminder: true,
  };

  test("of a question that was asked and answered just before opens none", () => {
    const { tell } = prompted();
    tell(10, { status: "question", reason: "permission", asks: "main:x" });
    tell(20, TOOL_END);
    expect(tell(6000, reminder).status).toBe("working");
  });

  test("asks where nobody has, and says what the tool was about to do", () => {
    const { tell } = prompted();
    tell(10, { status: "working", message: "Bash: make" });
    expect(tell(6000, reminder)).toMatchObject({ status: "question", message: "Bash: make" });
  });
});

test("an agent that is stopped at a dialog shows it again when it continues", () => {
  const { tell } = prompted();
  tell(5, { status: "question", reason: "permission", asks: "main:x" });
  const stopped: Told = { source: "process", status: "attention", reason: "stopped" };
  expect(tell(10, stopped)).toMatchObject({ status: "attention", reason: "stopped" });
  const continued: Told = { source: "process", status: "working", reason: null };
  expect(tell(20, continued)).toMatchObject({ status: "question", reason: "permission" });
  expect(tell(30, TOOL_END)).toMatchObject({ status: "working", reason: null });
});

test("a compaction between turns ends in the background while subagents run", () => {
  const { tell } = prompted();
  tell(5, { subagent_start: "b" });
  tell(10, { status: "working", reason: "background", background: 1 });
  tell(20, { status: "working", reason: "compacting" });
  const end: Told = { status: "attention", reason: "turn_done", unless_background: true };
  expect(tell(30, end)).toMatchObject({ status: "working", reason: "background" });
});

test("a dialog that the record shows is the one that a hook asked for and holds back", () => {
  const { tell } = prompted();
  tell(5, { status: "question", reason: "plan", message: "Plan", asks: "main:plan", hold_ms: 300 });
  const shown: Told = { source: "registry", status: "question", reason: "permission" };
  expect(tell(10, { ...shown, asks: "registry" })).toMatchObject({ reason: "plan" });
});

test("a call that was granted runs until its own end, or that of its turn", () => {
  const call = "main:call:t1";
  const asks = "main:tool:Bash:x";
  for (const granted of [
    { source: "registry", status: "working", answers: "*" },
    { source: "process", status: "working", answers: "main:*" },
  ] as const) {
    const { tell } = prompted();
    tell(5, { status: "working", message: "Bash: x", call, asks });
    tell(6, { status: "question", reason: "permission", message: "Bash: x", asks });
    expect(tell(10, granted)).toMatchObject({ status: "working", calls: [{ id: call }] });
    const ended: Told = { source: "transcript", status: "working", message: null, call };
    expect(tell(20, ended)).toMatchObject({ message: null, calls: [] });
    tell(30, { status: "working", call: "main:call:t2", asks });
    expect(tell(40, { status: "attention", answers: "*" }).calls).toEqual([]);
  }
});

test("a record that tells of a grant leaves the session doing what it did before", () => {
  const { tell } = prompted();
  tell(5, { status: "working", reason: "background", background: 1 });
  tell(6, { status: "question", reason: "permission", asks: "agent:b:x" });
  const busy: Told = { source: "registry", status: "working", answers: "*" };
  expect(tell(10, busy)).toMatchObject({ status: "working", reason: "background" });
});

describe("a session whose process was stopped", () => {
  const stopped: Told = { source: "process", status: "attention", reason: "stopped" };
  const continued: Told = { source: "process", status: "working", reason: null };
  const background: Told = { status: "working", reason: "background", background: 1 };
  const asks: Told = { status: "question", reason: "permission", asks: "agent:b:x" };
  const granted: Told = { source: "registry", status: "working", answers: "*" };

  test("goes on as it was when it continues", () => {
    const { tell } = prompted();
    tell(5, background);
    tell(10, stopped);
    expect(tell(20, continued)).toMatchObject({ status: "working", reason: "background" });
  });

  test("does beneath its dialog what it did before, whoever tells of the dialog first", () => {
    for (const first of [continued, asks, { ...asks, source: "registry" }] as const) {
      const { tell } = prompted();
      tell(5, background);
      tell(6, asks);
      tell(10, stopped);
      expect(tell(20, first)).toMatchObject({ status: "question", reason: "permission" });
      expect(tell(40, granted)).toMatchObject({ status: "working", reason: "background" });
    }
  });

  test("may be stopped and continued once more", () => {
    const { tell } = prompted();
    tell(5, background);
    tell(6, asks);
    for (const ms of [10, 20]) {
      expect(tell(ms, stopped)).toMatchObject({ status: "attention", reason: "stopped" });
      expect(tell(ms + 5, continued)).toMatchObject({ status: "question" });
    }
    expect(tell(40, granted)).toMatchObject({ status: "working", reason: "background" });
  });
});
