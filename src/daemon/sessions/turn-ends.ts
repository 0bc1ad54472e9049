// Which ends of a turn may be followed by more, and how long that is awaited. Pure.
//
//   the last subagent's      the main thread is woken within about a second
//   with a prompt queued     its turn begins at once, and no event tells; what is queued,
//                            and whether it was taken in meanwhile, some agents' files do
//   held by its reporter     as long as that says (see `hold_ms`)
//
// Meanwhile the session works on as it did. Any sign of work ends the wait. So does
// the agent's own record: busy when the wait is over, there is no end; idle, and still
// idle after a second, there is one (between two turns it is idle for an instant).
import { type CheckedReport, MAX_HOLD_MS } from "../../protocol/session.ts";
import { isLate } from "./signals.ts";
import {
  type Evidence,
  evidenceIn,
  type HeldEnd,
  latestEvidence,
  type SessionState,
  settleBy,
} from "./state.ts";

/**
 * An agent was seen to take 0.15 to 1.1 s on an idle machine. One that tells of it by a
 * file alone wrote that 4 s late on two cores that fourteen wanted; no more may be held.
 */
const WAKE_MS = MAX_HOLD_MS;
/** As long, for an agent whose record can't be read. */
const QUEUE_MS = 3000;
/** Between two turns an agent's record was seen idle for 0.03 to 0.8 s. */
const IDLE_MS = 1000;

/** Reasons of a session whose turn is over. */
const ENDS = new Set(["turn_done", "interrupted", "error", "rate_limited"]);
/** A hook that was started before the turn's end was heard this much after it, at most. */
const LATE_MS = 3000;

/** For how long the end that a report tells of is to be held back; 0 for not at all. */
export function holdMs(state: SessionState, report: CheckedReport, said: Evidence): number {
  // The first that is heard of a session: there is nothing that it would go on with.
  if (said.status !== "attention" || state.settled === null) return 0;
  if (report.hold_ms !== undefined && report.hold_ms > 0) return report.hold_ms;
  if (said.source !== "hook") return 0;
  // A turn that was broken off takes what was queued with it.
  return state.queued > 0 && said.reason !== "interrupted" ? QUEUE_MS : 0;
}

/** Holds an end back; of several the newest counts. */
export function holdEnd(state: SessionState, said: Evidence, dueMs: number): void {
  const isQueued = state.queued > 0;
  if (isQueued) state.queued -= 1;
  state.heldEnd = { said, dueMs, isQueued };
}

/** The agent's own record says that it is idle since then: what is held back shows soon. */
export function noteIdle(heldEnd: HeldEnd, idleMs: number): void {
  heldEnd.dueMs = Math.min(heldEnd.dueMs, idleMs + IDLE_MS);
}

/**
 * Holds back the end that the last subagent's is, unless it wakes the main thread.
 * Nothing runs in the background any more, so it works: some agents tell of that
 * turn only by a file that they write seconds late on a busy machine.
 */
export function awaitWakeUp(state: SessionState, said: Evidence, nowMs: number): void {
  const wakes = { ...said, status: "working", reason: null, message: null } as const;
  state.reason = state.message = null;
  settleBy(state, wakes);
  const end = { ...wakes, status: "attention", reason: "turn_done" } as const;
  state.heldEnd = { said: end, dueMs: nowMs + WAKE_MS, isQueued: false };
}

/** The agent's own file says how many are queued. Of none, no turn is awaited any more. */
export function noteQueue(state: SessionState, queued: number, nowMs: number): void {
  state.queued = queued;
  const { heldEnd } = state;
  if (queued === 0 && heldEnd?.isQueued === true) heldEnd.dueMs = Math.min(heldEnd.dueMs, nowMs);
}

/** Notes a prompt; where a turn is running it is queued behind that. @returns whether it is. */
export function notePrompt(state: SessionState): boolean {
  // A question of the main thread's own is put aside by a prompt; another's is not.
  const isOthers = state.questions.every(({ key }) => !key.startsWith("main:"));
  const { status, reason } = (isOthers ? state.beforeQuestion : null) ?? state;
  const isWoken = state.heldEnd !== null && state.queued === 0;
  const isRunning = status === "working" && reason !== "background" && !isWoken;
  const isQueued = isRunning && state.begunMs > 0;
  if (isQueued) state.queued += 1;
  return isQueued;
}

/**
 * Whether work is of a turn that ended just before: a hook that its agent did not wait
 * for. Later it is work anew, as after a hook of somebody else's that took the end back.
 */
export function isAfterEnd(state: SessionState, report: CheckedReport, said: Evidence): boolean {
  const { turn, turnEndMs } = state;
  if (said.status !== "working" || said.reason === "background") return false;
  const isOfEnded = turnEndMs > 0 && report.turn !== undefined && report.turn === turn;
  return isOfEnded && said.atMs - turnEndMs < LATE_MS;
}

/**
 * Whether there is newer evidence. Hooks of one moment arrive in any order: an end is
 * older than work that began since, not than what still came of its own turn.
 */
export function isPast(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
): boolean {
  // Its agent has told that it leaves: no hook of before brings it back.
  const hasLeft = state.status === "closed" && state.settled?.source === "hook";
  if (said.source !== "hook" || said.status !== "attention" || hasLeft) {
    return isLate(said, evidenceAgainst(state, said), nowMs);
  }
  const others = evidenceIn(state).filter(({ source }) => source !== "hook");
  // Whatever the clocks say, nothing of a turn is newer than its end.
  const isItsTurn = report.turn !== undefined && report.turn === state.turn;
  const isBefore = !isItsTurn && said.atMs < state.begunMs && state.begunMs <= nowMs;
  return isBefore || isLate(said, others, nowMs);
}

// A hook that says nothing of the status, as that a task has ended, is nothing against
// one from just before it, as that the turn has begun which that task wakes.
function evidenceAgainst(state: SessionState, said: Evidence): readonly Evidence[] {
  const known = evidenceIn(state);
  const isMute = latestEvidence(state, "hook")?.status === null;
  if (!isMute || said.source !== "hook" || said.status !== "working") return known;
  const { settled, heldEnd } = state;
  const speaking = known.filter(({ source, status }) => source !== "hook" || status !== null);
  return [...speaking, settled, heldEnd?.said].filter((one) => one != null);
}

/** Notes what a hook tells of a turn: that it runs, or that it has ended, if only to go on in the background. */
export function noteTurn(state: SessionState, report: CheckedReport, said: Evidence): void {
  const { turn, queues, continues, answers } = report;
  const { source, status, reason, atMs } = said;
  if (source !== "hook") return;
  if (status === "attention" || reason === "background") state.turnEndMs = atMs;
  else if (status !== "working" || continues === true) return;
  else {
    state.turnEndMs = 0;
    const isPrompt = queues === true || answers === "*";
    if (isPrompt || (turn ?? state.turn) !== state.turn) state.turnBeganMs = atMs;
  }
  if (turn !== undefined) state.turn = turn;
}

/** Whether a turn is over by that: what still comes of it is no new work. */
export function isTurnEnd({ status, reason }: Pick<Evidence, "status" | "reason">): boolean {
  return status === "attention" && ENDS.has(reason ?? "");
}

/** The end that is due, taken off the session; undefined when none is. */
export function takeDueEnd(state: SessionState, nowMs: number): Evidence | undefined {
  const { heldEnd } = state;
  if (heldEnd === null) return undefined;
  const leftMs = heldEnd.dueMs - nowMs;
  // Further off than any may be: the clock was set back since.
  if (leftMs > 0 && leftMs <= MAX_HOLD_MS) return undefined;
  state.heldEnd = null;
  return heldEnd.said;
}
