import type { QueueStep } from "../../agents/facets/records.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Transcripts } from "./transcript.ts";

/**
 * Holds an agent's own file against how many prompts are queued by its hooks: those tell
 * neither of a command that is queued, nor of a prompt that the running turn took in,
 * nor of the turn that begins with one.
 * @returns when the last turn of a queued prompt began; 0 where nothing was seen of one.
 */
export function lookAtQueue(
  store: Store,
  transcripts: Transcripts,
  state: SessionState,
  nowMs: number,
): number {
  const { status, transcript: path, agentType, turnBeganMs } = state;
  if (path === null || (status !== "working" && status !== "question")) return 0;
  const isQueued = state.queued > 0 || state.heldEnd?.isQueued === true;
  const seen = transcripts.lookAtQueue(state, { agentType, path }, isQueued, nowMs);
  const begunMs = seen?.steps.findLast(({ kind }) => kind === "begins")?.atMs ?? 0;
  if (begunMs > 0) noteTurn(store, state, begunMs, nowMs);
  const queued = seen === null ? undefined : waitingIn(seen.steps, turnBeganMs, seen.isCut);
  if (queued !== undefined) store.noteQueue(state, queued, nowMs);
  return begunMs;
}

// What is held back was the end of the turn before.
function noteTurn(store: Store, state: SessionState, begunMs: number, nowMs: number): void {
  const { heldEnd } = state;
  if (heldEnd === null || begunMs < heldEnd.said.atMs) return;
  const works = { status: "working", reason: null, message: null, at_ms: begunMs } as const;
  const about = { session_id: state.id, source: "transcript", event: "queued" } as const;
  store.weigh(state, { ...about, ...works }, nowMs);
}

/**
 * How many wait by what happened since a turn of nobody's queue began; undefined where
 * that does not tell, as its beginning may be missing.
 */
export function waitingIn(
  steps: readonly QueueStep[],
  sinceMs: number,
  isCut: boolean,
): number | undefined {
  const since = steps.filter(({ atMs }) => atMs >= sinceMs);
  if (!since.some(({ kind }) => kind === "put")) return undefined;
  let waiting = 0;
  for (const { kind } of since) {
    if (kind === "put") waiting += 1;
    else if (kind === "emptied") waiting = 0;
    else if (waiting > 0) waiting -= 1;
    else if (isCut) return undefined;
  }
  return waiting;
}
