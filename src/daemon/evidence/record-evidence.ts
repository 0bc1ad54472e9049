import type { FindProcess } from "../../host/process.ts";
import { answeredForMs, isAnsweredSince } from "../sessions/questions.ts";
import { newestMs } from "../sessions/signals.ts";
import { evidenceIn, latestEvidence, type SessionState } from "../sessions/state.ts";
import { isStopped } from "../sessions/stops.ts";
import type { Store } from "../sessions/store.ts";
import { afterHook, HOOK_START_MS } from "./hook-time.ts";
import { type Known, recordReport } from "./record-report.ts";
import type { FoundRecord } from "./registry.ts";
import type { ToolEvidence } from "./tool-evidence.ts";

/** A record that is younger is read again: hooks that tell of the same moment come first. */
export const SETTLED_MS = 150;
/** The hook of a dialog tells what is asked, and its record only that something is. */
const ASKED_MS = 1000;
/**
 * Work that no hook told of, as a shell command of the person's own: a process that
 * leaves was seen to write its record anew, busy, 0.2 to 0.9 s before it was gone.
 */
const UNTOLD_MS = 2000;
/** The same where the command runs. */
const COMMAND_MS = 300;
/** The hook of a session's start tells of it first. */
const NEW_MS = 2000;
/** A session that was moved to another process is at work there by then. */
const MOVED_MS = 5000;
/** A dialog is in the record by then: the slowest seen took 0.1 s. */
export const SHOWN_MS = 1500;

/**
 * Holds what agents' records say against what is known. A record is a level: it
 * says what holds now, whenever it was written. So one that waits asks even where
 * hooks told of something since, and one that is busy has nobody to ask.
 */
export function createRecordEvidence(
  store: Store,
  movedFrom: Known["movedFrom"],
  tools: Pick<ToolEvidence, "runsCommand">,
) {
  /** Sessions whose record has shown a dialog: it would show the next one too. */
  const tellsDialogs = new WeakSet<SessionState>();
  /** When the dialog that their record shows came up, or the first of several that overlap. */
  const shown = new WeakMap<SessionState, number>();

  /** How it is now counts now, unless it was answered since; what happened counts when it did. */
  function timeOf({ status, statusMs }: FoundRecord, state: SessionState, nowMs: number): number {
    const isAnswered = isAnsweredSince(state, statusMs);
    if (status === "waiting" && state.status !== "question" && !isAnswered) return nowMs;
    // Not what says that it works: a question asked meanwhile would seem answered.
    return status === "busy" ? statusMs : afterHook(statusMs, state);
  }

  /** A question of a hook that somebody else's hook decided, or that was never shown. */
  function dropUnshown(record: FoundRecord, state: SessionState, nowMs: number): void {
    if (record.status === "waiting") tellsDialogs.add(state);
    const isTold = record.tellsDialogs === true || tellsDialogs.has(state);
    if (record.status !== "busy" || !isTold) return;
    const asked = state.questions.filter(({ reason }) => reason === "permission");
    if (asked.length === 0 || asked.some(({ atMs }) => nowMs - atMs < SHOWN_MS)) return;
    const at_ms = Math.max(newestMs(evidenceIn(state)), nowMs);
    const report = { session_id: state.id, source: "registry", event: "busy" } as const;
    store.set({ ...report, status: "working", answers: "*", at_ms }, nowMs);
  }

  /** Between two dialogs the agent went on, if only for an instant: the first was answered. */
  function noteAnother({ statusMs }: FoundRecord, state: SessionState, nowMs: number): void {
    const before = shown.get(state) ?? statusMs;
    shown.set(state, statusMs);
    if (statusMs - before <= HOOK_START_MS) return;
    const asked = state.questions.filter(({ source }) => source === "hook");
    const [first, second] = asked.filter(({ atMs }) => atMs <= before + HOOK_START_MS);
    // Of two at once it is not known which.
    if (first === undefined || second !== undefined) return;
    const about = { session_id: state.id, source: "registry", event: "waiting" } as const;
    store.set({ ...about, answers: first.key, at_ms: statusMs }, nowMs);
  }

  return {
    /** @returns how long until the record is to be read again; undefined for not by itself. */
    noteEvidence(record: FoundRecord | null, find: FindProcess, nowMs: number): number | undefined {
      if (record === null) return undefined;
      const { sessionId, statusMs } = record;
      const state = store.findOwn(sessionId);
      const isWaiting = record.status === "waiting";
      if (state !== undefined && isFromBeforeStop(record, state, nowMs)) return undefined;
      const isIts = state !== undefined && state.pid === record.pid;
      if (isIts && isWaiting) noteAnother(record, state, nowMs);
      // Turned down it is idle at once, and never busy on the way (2.1.332).
      const isOver = isIts && !isWaiting && shown.delete(state);
      const isGranted = isOver && state.status === "question" && record.status === "busy";
      const ageMs = nowMs - statusMs;
      const heldMs = isGranted ? 0 : settledMsOf(record, state);
      const mayRun = isIts && isUntold(record, state);
      const runs = mayRun && (ageMs < COMMAND_MS || tools.runsCommand(state, statusMs, nowMs));
      const settledMs = runs ? COMMAND_MS : heldMs;
      const youngMs = settledMs - ageMs;
      if (youngMs > 0 && youngMs <= settledMs) return youngMs;
      const answeredMs = state === undefined ? 0 : answeredForMs(state, nowMs);
      if (record.status === "waiting" && answeredMs > 0) return answeredMs;
      const report = recordReport(record, { store, find, movedFrom });
      if (report === null) return undefined;
      const mayBeNew = store.hasRoom && !store.isVoid(sessionId, statusMs, nowMs, false);
      if (state === undefined || state.status === "closed") {
        if (state !== undefined || mayBeNew) store.set(report, nowMs);
        return report.status === undefined ? MOVED_MS : undefined;
      }
      const word = latestEvidence(state, "registry");
      const atMs = timeOf(record, state, nowMs);
      if (word?.atMs !== atMs || word.event !== report.event) {
        const said = { ...report, at_ms: atMs };
        // An answer is one, whatever hooks have told of since.
        if (report.answers !== undefined && state.questions.length > 0) store.set(said, nowMs);
        else store.weigh(state, said, nowMs);
      }
      dropUnshown(record, state, nowMs);
      return undefined;
    },
  };
}

/** An agent that is stopped writes nothing: what its record says held until then. */
function isFromBeforeStop({ statusMs }: FoundRecord, state: SessionState, nowMs: number): boolean {
  const stoppedMs = isStopped(state) ? (state.settled?.atMs ?? 0) : 0;
  return statusMs <= stoppedMs && stoppedMs <= nowMs;
}

/** How long a record has to hold before it counts. */
function settledMsOf(record: FoundRecord, state: SessionState | undefined): number {
  if (state === undefined || state.status === "closed") return NEW_MS;
  if (record.status === "waiting") return ASKED_MS;
  return isUntold(record, state) ? UNTOLD_MS : SETTLED_MS;
}

/** Whether it works, and its hooks, which tell of turns, say that it does not. */
function isUntold({ status }: FoundRecord, state: SessionState): boolean {
  const isHooked = latestEvidence(state, "hook") !== undefined;
  return status === "busy" && state.status === "attention" && isHooked;
}
