import type { EndedCall, Standing } from "../../agents/facets/records.ts";
import { newestMs } from "../sessions/signals.ts";
import { evidenceIn, type SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { afterHook, HOOK_START_MS } from "./hook-time.ts";
import { lookAtQueue } from "./queue-evidence.ts";
import { SETTLED_MS } from "./record-evidence.ts";
import type { Transcripts } from "./transcript.ts";
import { isInDoubt } from "./watched.ts";

const NOTHING = { standing: null, ended: [] };

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
  const begunMs = lookAtQueue(store, transcripts, state, nowMs);
  const { status, transcript: path, agentType } = state;
  if (path === null || !isInDoubt(status, transcripts.formatOf(agentType))) return undefined;
  const heardMs = newestMs(evidenceIn(state));
  if (nowMs >= heardMs && nowMs - heardMs < SETTLED_MS) return SETTLED_MS - (nowMs - heardMs);
  const isAsking = status === "question";
  const hasCalls = state.calls.length > 0;
  const doubt = { agentType, path, heardMs: heardMs - HOOK_START_MS, isAsking, hasCalls };
  const seen = transcripts.look(state, doubt, nowMs) ?? NOTHING;
  const { ended } = seen;
  // Broken off, it went on with what was queued.
  const goesOn = seen.standing?.status === "attention" && seen.standing.atMs <= begunMs;
  const standing = goesOn ? null : seen.standing;
  // The end of a turn ends all of its calls.
  if (standing?.status !== "attention") for (const end of ended) noteEnd(store, state, end, nowMs);
  if (standing === null) return undefined;
  const { atMs, ...said } = standing;
  const report = { session_id: state.id, source: "transcript", ...said } as const;
  const { settled } = state;
  const isKnown = settled?.source === "transcript" && settled.event === said.event;
  if (isKnown && settled.atMs === atMs) return undefined;
  const isTurn = beginsTurn(standing, state);
  const at_ms = isTurn ? Math.max(atMs, heardMs + 1) : afterHook(atMs, state);
  const held = state.heldEnd?.said;
  if (held?.source === "transcript" && held.atMs === at_ms) return undefined;
  store.weigh(state, { ...report, at_ms }, nowMs);
  return undefined;
}

// What was asked about it was answered, and it is no more what the session does.
function noteEnd(store: Store, state: SessionState, { call, atMs }: EndedCall, nowMs: number) {
  if (!state.calls.some(({ id }) => id === call)) return;
  const about = { session_id: state.id, source: "transcript", event: "tool result" } as const;
  const works = { status: "working", reason: null, message: null, continues: true } as const;
  store.set({ ...about, ...works, only_from: ["working", "question"], call, at_ms: atMs }, nowMs);
}

// A turn that no hook tells of, written down late: what hooks told of since, as that
// the last one left it idle, is of no later turn.
function beginsTurn({ status, answers, atMs }: Standing, state: SessionState): boolean {
  const isOver = state.status === "attention" || state.heldEnd !== null;
  return status === "working" && answers === undefined && isOver && atMs > state.turnEndMs;
}
