// Parents and predecessors of sessions, by the processes they run in. Pure.
import { type Evidence, type SessionState, settleBy } from "./state.ts";

/** The session of the nearest ancestor process; none where several share that process. */
export function findParent(
  state: SessionState,
  ancestors: readonly number[],
  candidates: readonly SessionState[],
): string | null {
  let nearest = ancestors.length;
  let found: string | null = null;
  for (const other of candidates) {
    const index = ancestors.indexOf(other.pid ?? 0);
    if (index > nearest || other === state) continue;
    found = index === nearest ? null : other.id;
    nearest = index;
  }
  return found;
}

/** Whether one session was in the other's process before it, and is replaced by it. */
export function isPredecessor(other: SessionState, state: SessionState): boolean {
  if (other === state || state.pid === null || other.reported !== state.reported) return false;
  const isSame =
    other.pid === state.pid && other.pidStart === state.pidStart && other.host === state.host;
  // One that reported its own replacement still lacks its successor's id.
  return isSame && (other.status !== "closed" || other.reason === "replaced");
}

/** A compacted session gets a new id and keeps its state. */
export function inherit(state: SessionState, from: SessionState): void {
  const { reason, message, sinceMs } = from;
  const { workingDir, agentType, priority, parentId, title } = from;
  Object.assign(state, { reason, message, sinceMs });
  if (from.settled !== null) settleBy(state, from.settled);
  Object.assign(state, { workingDir, agentType, priority, parentId, title });
  state.transitions = [...from.transitions];
  state.questions = from.questions.map((question) => ({ ...question, hold: null }));
}

/** The evidence that closes a session which another one replaces. */
export function replacement(successor: SessionState, nowMs: number): Evidence {
  const { source = "command", atMs = nowMs, event = null } = successor.settled ?? {};
  return { source, atMs, event, status: "closed", reason: "replaced", message: null };
}
