import { newestMs } from "../sessions/signals.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { afterHook, HOOK_START_MS } from "./hook-time.ts";
import { SETTLED_MS } from "./record-evidence.ts";
import type { Transcripts } from "./transcript.ts";

/** Holds what a session's transcript says against what is known, where that is in doubt. */
export function lookAtTranscript(
  store: Store,
  transcripts: Transcripts,
  state: SessionState,
  nowMs: number,
): void {
  const { status, transcript: path, agentType, evidence } = state;
  if (path === null || (status !== "working" && status !== "question")) return;
  const heardMs = newestMs(evidence);
  if (nowMs >= heardMs && nowMs - heardMs < SETTLED_MS) return; // a hook tells of it first
  const doubt = { agentType, path, heardMs: heardMs - HOOK_START_MS };
  const standing = transcripts.look(state, doubt, nowMs);
  if (standing === null) return;
  const { atMs, ...said } = standing;
  const report = { session_id: state.id, source: "transcript", ...said } as const;
  store.weigh(state, { ...report, at_ms: afterHook(atMs, state) }, nowMs);
}
