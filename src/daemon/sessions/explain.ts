import type { Explanation, Testimony } from "../../protocol/answers.ts";
import { newestMs, SIGNALS, type Signal } from "./signals.ts";
import { type Evidence, evidenceIn, latestEvidence, type SessionState } from "./state.ts";
import { toWire } from "./wire.ts";

/** Which evidence settled a session's status, what contradicts it, and why that did not win. */
export function explain(state: SessionState, nowMs: number): Explanation {
  const { settled, questions } = state;
  return {
    session: toWire(state, nowMs),
    settled_by: settled?.source ?? null,
    settled_at_ms: settled?.atMs ?? null,
    last_evidence_ms: Math.max(state.updatedMs, state.aliveMs, newestMs(evidenceIn(state))),
    evidence: SIGNALS.flatMap((signal) => testimoniesOf(signal, state)),
    questions: questions.map(({ reason, message, atMs, dueMs }) => {
      return { reason, message, at_ms: atMs, held: dueMs > 0 };
    }),
  };
}

/** The evidence that a source settled the status with, then its latest, where that is another. */
function testimoniesOf(signal: Signal, state: SessionState): Testimony[] {
  const { settled } = state;
  const said = latestEvidence(state, signal.source);
  const rows: Testimony[] = [];
  if (settled?.source === signal.source) rows.push(testimony(settled, "settled it", true));
  const isSame = said?.atMs === settled?.atMs && said?.event === settled?.event;
  if (said !== undefined && !(isSame && rows.length > 0)) {
    rows.push(testimony(said, verdictOf(said, signal, state)));
  }
  return rows.length > 0 ? rows : [silence(signal, state)];
}

function verdictOf(said: Evidence, signal: Signal, state: SessionState): string {
  const { settled, status, reason } = state;
  if (said.status === null) return "says nothing of the status";
  if (said.status === status) return "agrees";
  if (settled !== null && said.atMs < settled.atMs) return "older than what settled it";
  if (settled !== null && said.atMs === settled.atMs) return "of the same moment, and weighs less";
  if (status === "question") return "an open question goes before work";
  if (reason === "background") return "what runs in the background goes on";
  return signal.never;
}

function silence({ source, never }: Signal, state: SessionState): Testimony {
  const { pidStart, aliveMs, host } = state;
  const nothing = { source, at_ms: null, event: null, status: null, reason: null, message: null };
  const row = { ...nothing, settled: false };
  if (source !== "process") return { ...row, verdict: "not heard" };
  if (host !== null) return { ...row, verdict: "runs on another machine" };
  if (pidStart === null) return { ...row, verdict: "none is known: its end would not show" };
  return { ...row, at_ms: aliveMs || null, event: "alive", verdict: never };
}

function testimony(said: Evidence, verdict: string, settled = false): Testimony {
  const { source, atMs, event, status, reason, message } = said;
  return { source, at_ms: atMs, event, status, reason, message, settled, verdict };
}
