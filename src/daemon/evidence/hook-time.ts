import { latestEvidence, type SessionState } from "../sessions/state.ts";

/** A hook takes its time from its own start, at most this long after what it tells of. */
export const HOOK_START_MS = 500;

/** The time of something that happened, after the hook that told of the same moment. */
export function afterHook(atMs: number, state: SessionState): number {
  // A turn that began since is no part of what ended.
  if (state.turnBeganMs > atMs) return atMs;
  const hookMs = latestEvidence(state, "hook")?.atMs ?? 0;
  return hookMs >= atMs && hookMs - atMs < HOOK_START_MS ? hookMs + 1 : atMs;
}
