// Which ends of a turn may be followed by more, and how long that is awaited. Pure.
//
//   the last subagent's      the main thread is woken within about a second
//   with a prompt queued     its turn begins at once, and no event tells
//   held by its reporter     as long as that says (see `hold_ms`)
//
// Meanwhile the session works on as it did. Any sign of work ends the wait. So does
// the agent's own record: busy when the wait is over, there is no end; idle, and still
// idle after a second, there is one (between two turns it is idle for an instant).
import { type CheckedReport, MAX_HOLD_MS } from "../../protocol/session.ts";
import type { Evidence, HeldEnd, SessionState } from "./state.ts";

/** An agent was seen to take 0.15 to 1.1 s on an idle machine. */
const WAKE_MS = 3000;
/** As long, for an agent whose record can't be read. */
const QUEUE_MS = 3000;
/** Between two turns an agent's record was seen idle for 0.03 to 0.8 s. */
const IDLE_MS = 1000;

/** For how long the end that a report tells of is to be held back; 0 for not at all. */
export function holdMs(state: SessionState, report: CheckedReport, said: Evidence): number {
  if (said.status !== "attention" || said.source !== "hook") return 0;
  // The first that is heard of a session: there is nothing that it would go on with.
  if (state.settled === null) return 0;
  if (report.hold_ms !== undefined && report.hold_ms > 0) return report.hold_ms;
  // A turn that was broken off takes what was queued with it.
  return state.queued > 0 && said.reason !== "interrupted" ? QUEUE_MS : 0;
}

/** Holds an end back; of several the newest counts. */
export function holdEnd(state: SessionState, said: Evidence, dueMs: number): void {
  if (state.queued > 0) state.queued -= 1;
  state.heldEnd = { said, dueMs };
}

/** The agent's own record says that it is idle: what is held back shows soon. */
export function noteIdle(heldEnd: HeldEnd, nowMs: number): void {
  heldEnd.dueMs = Math.min(heldEnd.dueMs, nowMs + IDLE_MS);
}

/** Holds back the end that the last subagent's is, unless it wakes the main thread. */
export function awaitWakeUp(state: SessionState, said: Evidence, nowMs: number): void {
  const end = { ...said, status: "attention", reason: "turn_done", message: null } as const;
  state.heldEnd = { said: end, dueMs: nowMs + WAKE_MS };
}

/** Notes a prompt; where a turn is running it is queued behind that. */
export function notePrompt(state: SessionState): void {
  const isRunning = state.status === "working" && state.reason !== "background";
  if (isRunning && state.begunMs > 0) state.queued += 1;
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
