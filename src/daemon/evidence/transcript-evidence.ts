import type { Standing } from "../../agents/facets/records.ts";
import { newestMs } from "../sessions/signals.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { afterHook, HOOK_START_MS } from "./hook-time.ts";
import { SETTLED_MS } from "./record-evidence.ts";
import type { Transcripts } from "./transcript.ts";
import { isInDoubt } from "./watched.ts";

/**
 * Holds what a session's transcript says against what is known, where that is in doubt.
 * @returns how long until it is to be looked at again, as a hook may still tell of the
 * same first; undefined for not by itself.
 */
export function lookAtTranscript(
  store: Store,
  transcripts: Transcripts,
  state: SessionState,
  nowMs: number,
): number | undefined {
  const { status, transcript: path, agentType, evidence } = state;
  if (path === null || !isInDoubt(status, transcripts.formatOf(agentType))) return undefined;
  const heardMs = newestMs(evidence);
  if (nowMs >= heardMs && nowMs - heardMs < SETTLED_MS) return SETTLED_MS - (nowMs - heardMs);
  const isAsking = status === "question";
  const doubt = { agentType, path, heardMs: heardMs - HOOK_START_MS, isAsking };
  const standing = transcripts.look(state, doubt, nowMs);
  if (standing === null) return undefined;
  const { atMs, ...said } = standing;
  const report = { session_id: state.id, source: "transcript", ...said } as const;
  const { settled } = state;
  const isKnown = settled?.source === "transcript" && settled.event === said.event;
  if (isKnown && settled.atMs === atMs) return undefined;
  const isTurn = beginsTurn(standing, state);
  const at_ms = isTurn ? Math.max(atMs, heardMs + 1) : afterHook(atMs, state);
  store.weigh(state, { ...report, at_ms }, nowMs);
  return undefined;
}

// A turn that no hook tells of, written down late: what hooks told of since, as that
// the last one left it idle, is of no later turn.
function beginsTurn({ status, answers, atMs }: Standing, state: SessionState): boolean {
  const isOver = state.status === "attention" || state.heldEnd !== null;
  return status === "working" && answers === undefined && isOver && atMs > state.turnEndMs;
}
