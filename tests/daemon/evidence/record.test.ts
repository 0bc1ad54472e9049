import { describe, expect, test } from "bun:test";
import { records } from "../../../src/agents/claude/records.ts";
import type { Records, RegistryFormat } from "../../../src/agents/facets/records.ts";
import { createRecordEvidence } from "../../../src/daemon/evidence/record-evidence.ts";
import { recordReport } from "../../../src/daemon/evidence/record-report.ts";
import type { FoundRecord } from "../../../src/daemon/evidence/registry.ts";
import { noteAnsweredHere } from "../../../src/daemon/sessions/questions.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { NOW, RECORD } from "../../agents/claude-registry.ts";
import { evidence, report } from "../../support/report.ts";

const NOTHING_RUNS = { runsCommand: () => false };

function registryOf({ registry }: Records): RegistryFormat {
  if (registry === undefined) throw new Error("no registry");
  return registry;
}

const FORMAT = registryOf(records);

function parsed(more: object = {}): FoundRecord | null {
  const record = FORMAT.parse(JSON.stringify({ ...RECORD, ...more }));
  return record === null ? null : { ...record, agentType: "claudecode", format: FORMAT };
}

/** A store that knows the session, and what a record with these fields says of it. */
function world(...known: ReturnType<typeof report>[]) {
  const store = new Store();
  for (const one of known) store.set(one, NOW - 1000);
  const find = (pid: number) =>
    pid === 7
      ? {
          pid,
          parentPid: 1,
          groupPid: 7,
          name: "claude",
          start: "123",
          isZombie: false,
          isStopped: false,
          hasTerminal: false,
        }
      : null;
  const says = (more: object = {}) => {
    const record = parsed(more);
    const movedFrom = (job: string) => (job === "b7e2" ? "before" : null);
    return record === null ? null : recordReport(record, { store, find, movedFrom });
  };
  return { store, find, says };
}

const hooked = (more = {}) => evidence("a", NOW - 1000, { status: "working", pid: 7, ...more });
const idle = { status: "idle" };

describe("a session that was moved to the background", () => {
  test("says no more in the record of the process that it came from", () => {
    expect(world(hooked()).says({ status: "busy", parkedJobId: "b7e2" })).toBeNull();
  });

  test("takes the place of itself", () => {
    const moved = { sessionId: "after", kind: "bg", jobId: "b7e2", name: "glaze", ...idle };
    expect(world().says(moved)).toMatchObject({ session_id: "after", replaces: "before" });
  });

  test("goes on as it was while its new process takes it up", () => {
    const { says, store } = world(report("before", { status: "working", pid: 9 }));
    const moved = { sessionId: "after", kind: "bg", jobId: "b7e2", name: "glaze", ...idle };
    const said = says(moved);
    expect(said).toMatchObject({ replaces: "before", event: "moved" });
    if (said !== null) store.set(said, NOW);
    expect(store.get("after").status).toBe("working");
    expect(store.get("before")).toMatchObject({ status: "closed", replacedBy: "after" });
    expect(says(moved)).toMatchObject({ status: "attention" });
  });

  test("is none while its process is only kept ready", () => {
    const spare = { sessionId: "spare", kind: "bg", jobId: "c3d4", name: "c3d4", ...idle };
    expect(world().says(spare)).toBeNull();
  });
});

describe("the title of a session", () => {
  test("is the name that a person or the agent gave, and no other", () => {
    const { says } = world(hooked());
    expect(says({ name: "kiln", nameSource: "user" })).toMatchObject({ title: "kiln" });
    expect(says({ name: "kiln", nameSource: "auto" })).toMatchObject({ title: "kiln" });
    expect(says({ name: "w-17", nameSource: "derived" })).not.toHaveProperty("title");
    expect(says({ name: "my prompt" })).not.toHaveProperty("title");
  });
});

describe("what a record says of its session", () => {
  test("is that the turn was broken off, where a hook told of it and of no end", () => {
    expect(world(hooked()).says(idle)).toMatchObject({ reason: "interrupted" });
    const asking = hooked({ status: "question", asks: "q" });
    expect(world(asking).says(idle)).toMatchObject({ reason: "interrupted" });
  });

  test("is that it was broken off also after a grant that the record told of", () => {
    const { says, store } = world(hooked({ status: "question", asks: "q" }));
    store.set(
      evidence("a", NOW - 500, { source: "registry", status: "working", answers: "*" }),
      NOW,
    );
    expect(says(idle)).toMatchObject({ reason: "interrupted" });
  });

  test("is only that it is idle, where the record alone told of work", () => {
    const busy = report("a", { source: "registry", status: "working", pid: 7 });
    expect(world(busy).says(idle)).toMatchObject({ status: "attention", reason: "idle" });
    expect(world().says(idle)).toMatchObject({ status: "attention", reason: "idle" });
  });

  test("is a question while it waits, but for a dialog that the user opened between turns", () => {
    const waits = (waitingFor?: string) => ({ status: "waiting", waitingFor });
    const said = (state: ReturnType<typeof report>, waitingFor?: string) => {
      const { status, reason } = world(state).says(waits(waitingFor)) ?? {};
      return `${status} ${reason}`;
    };
    const resting = hooked({ status: "attention" });
    for (const state of [hooked(), resting]) {
      expect(said(state, "approve Bash")).toBe("question permission");
      expect(said(state, "permission prompt")).toBe("question permission");
      expect(said(state, "sandbox request")).toBe("question permission");
      expect(said(state, "input needed")).toBe("question question");
    }
    expect(said(hooked(), "dialog open")).toBe("question question");
    expect(said(hooked())).toBe("question question");
    expect(said(hooked({ status: "question", asks: "q" }), "dialog open")).toContain("question");
    expect(said(resting, "dialog open")).toBe("attention idle");
  });

  test("counts only if the session is that process's, here", () => {
    expect(world(hooked({ pid: 8 })).says()).toBeNull();
    expect(world(hooked({ pid_start: "9" })).says()).toBeNull();
    expect(world(hooked({ host: "there", pid: undefined })).says()).toBeNull();
  });

  test("brings the process along where none was known, if it runs", () => {
    const unproved = hooked({ pid: undefined });
    expect(world(unproved).says()).toMatchObject({ pid: 7, pid_start: "123" });
    expect(world(unproved).says({ procStart: "9" })).toBeNull();
    expect(world(unproved).says({ procStart: undefined })).toBeNull();
  });

  test("makes no session of a process whose session the hooks name otherwise", () => {
    const other = evidence("b", NOW - 1000, { status: "working", pid: 7, pid_start: "123" });
    expect(world(other).says()).toBeNull();
    const adopted = report("b", { source: "registry", status: "working", pid: 7 });
    expect(world(adopted).says()).toMatchObject({ session_id: "a", replaces_pid: true });
  });
});

test("a record that was idle before a turn began does not end it", () => {
  for (const [promptMs, status] of [
    [100, "working"], // woken between the record and the look at it
    [-100, "attention"], // Esc
  ] as const) {
    const before = { status: "working", reason: "background", background: 1 } as const;
    const { store, find } = world(hooked(before));
    const prompt = { status: "working", queues: true, turn: "t2" } as const;
    store.set(evidence("a", NOW + promptMs, prompt), NOW + promptMs);
    const record = parsed({ ...idle, statusUpdatedAt: NOW });
    if (record === null) throw new Error("no record");
    createRecordEvidence(store, () => null, NOTHING_RUNS).noteEvidence(record, find, NOW + 300);
    expect(store.get("a").status).toBe(status);
  }
});

test("a session that is taken up again shows once the hook of its start had its say", () => {
  const { store, find } = world(hooked(), hooked({ status: "closed", reason: "ended" }));
  const record = parsed({ ...idle, statusUpdatedAt: NOW + 1000, startedAt: NOW + 900 });
  const { noteEvidence } = createRecordEvidence(store, () => null, NOTHING_RUNS);
  expect(noteEvidence(record, find, NOW + 1200)).toBe(1800);
  expect(store.get("a").status).toBe("closed");
  expect(noteEvidence(record, find, NOW + 3000)).toBeUndefined();
  expect(store.get("a").status).toBe("attention");
});

test("a record that is busy as its process leaves sets nobody to work", () => {
  const { store, find } = world(hooked({ status: "attention", reason: "started" }));
  const noted = (nowMs: number) => {
    const record = parsed({ status: "busy", statusUpdatedAt: NOW });
    if (record === null) throw new Error("no record");
    return createRecordEvidence(store, () => null, NOTHING_RUNS).noteEvidence(record, find, nowMs);
  };
  expect(noted(NOW + 100)).toBe(200);
  expect(noted(NOW + 300)).toBe(1700);
  expect(store.get("a").status).toBe("attention");
  // A shell command of the person's own, of which no hook tells.
  expect(noted(NOW + 2000)).toBeUndefined();
  expect(store.get("a").status).toBe("working");
});

test("a record that is busy with a command of the person's own tells so as soon as that runs", () => {
  const { store, find } = world(hooked({ status: "attention", reason: "turn_done" }));
  const record = parsed({ status: "busy", statusUpdatedAt: NOW + 10 });
  if (record === null) throw new Error("no record");
  const tools = { runsCommand: (_: unknown, sinceMs: number) => sinceMs === NOW + 10 };
  const { noteEvidence } = createRecordEvidence(store, () => null, tools);
  expect(noteEvidence(record, find, NOW + 300)).toBe(10);
  expect(store.get("a").status).toBe("attention");
  expect(noteEvidence(record, find, NOW + 310)).toBeUndefined();
  expect(store.get("a").status).toBe("working");
});

test("a record that still waits for what was answered through the hub asks nothing", () => {
  const asks = { status: "question", asks: "q", reason: "permission" } as const;
  const { store, find } = world(hooked(), hooked(asks));
  const state = store.get("a");
  store.set(evidence("a", NOW, { answers: "q" }), NOW);
  noteAnsweredHere(state, "q", NOW);
  const { noteEvidence } = createRecordEvidence(store, () => null, NOTHING_RUNS);
  const waits = parsed({
    status: "waiting",
    waitingFor: "approve Bash",
    statusUpdatedAt: NOW + 50,
  });
  if (waits === null) throw new Error("no record");
  const againMs = noteEvidence(waits, find, NOW + 1200) ?? 0;
  expect(againMs).toBeGreaterThan(0);
  expect(state.status).toBe("working");
  // What still waits then is another question.
  noteEvidence(waits, find, NOW + 1200 + againMs);
  expect(state.status).toBe("question");
});

/** A session that asks, and what its record says of it at a time, both after NOW. */
function asking(...asks: readonly string[]) {
  const questions = asks.map((key) =>
    evidence("a", NOW, { status: "question", reason: "permission", asks: key, message: key }),
  );
  const { store, find } = world(hooked(), ...questions);
  const { noteEvidence } = createRecordEvidence(store, () => null, NOTHING_RUNS);
  const state = store.get("a");
  const record = (status: string, sinceMs: number, lookedMs: number) => {
    const found = parsed({ status, statusUpdatedAt: NOW + sinceMs });
    if (found === null) throw new Error("no record");
    return noteEvidence(found, find, NOW + lookedMs);
  };
  return { store, state, record };
}

test("a record that is busy right after its dialog tells of a grant at once", () => {
  const { state, record } = asking("x");
  record("waiting", 50, 60);
  expect(record("busy", 900, 905)).toBeUndefined();
  expect(state.status).toBe("working");
});

test("a grant is one though a hook has told of something since", () => {
  const { store, state, record } = asking("x");
  store.set(evidence("a", NOW + 1500, { event: "PreToolUse" }), NOW + 1500);
  record("busy", 900, 1600);
  expect(state).toMatchObject({ status: "working", questions: [] });
});

test("a record that has shown no dialog is not believed before it has held", () => {
  const { state, record } = asking("x");
  expect(record("busy", 900, 905)).toBeGreaterThan(0);
  expect(state.status).toBe("question");
});

test("a dialog that came up anew tells that the one before it was answered", () => {
  const { state, record } = asking("x");
  record("waiting", 50, 60);
  record("waiting", 3000, 3010);
  expect(state.questions).toEqual([]);
});

test("of two that were asked for at once, a dialog that came up anew does not tell which is left", () => {
  const { state, record } = asking("x", "y");
  record("waiting", 50, 60);
  record("waiting", 3000, 3010);
  expect(state.questions).toHaveLength(2);
});

test("a grant is told at once though the dialog before it was seen to be granted by its command", () => {
  const { store, state, record } = asking("x", "y");
  record("waiting", 50, 60);
  const runs = { source: "process", event: "tool runs", answers: "x" } as const;
  store.set(evidence("a", NOW + 2000, runs), NOW + 2000);
  record("waiting", 50, 2010);
  expect(state.questions).toHaveLength(1);
  expect(record("busy", 3000, 3005)).toBeUndefined();
  expect(state).toMatchObject({ status: "working", questions: [] });
});
