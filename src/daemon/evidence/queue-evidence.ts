import type { QueueStep } from "../../agents/facets/records.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Transcripts } from "./transcript.ts";

/**
 * Holds an agent's own file against how many prompts are queued by its hooks: those tell
 * neither of a command that is queued, nor of a prompt that the running turn took in.
 */
export function lookAtQueue(
  store: Store,
  transcripts: Transcripts,
  state: SessionState,
  nowMs: number,
): void {
  const { status, transcript: path, agentType, turnBeganMs } = state;
  if (path === null || (status !== "working" && status !== "question")) return;
  const seen = transcripts.lookAtQueue(state, { agentType, path }, nowMs);
  const queued = seen === null ? undefined : waitingIn(seen.steps, turnBeganMs, seen.isCut);
  if (queued === undefined) return;
  const isOver = queued === 0 && seen?.steps.at(-1)?.kind === "begins";
  // The end that is held back is of the turn before: what was queued works by now.
  if (isOver && state.heldEnd?.isQueued === true) return;
  store.noteQueue(state, queued, nowMs);
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
