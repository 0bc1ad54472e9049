// The background tasks of a session, counted. Pure.
import type { CheckedReport } from "../../protocol/session.ts";
import type { Evidence, SessionState } from "./state.ts";
import { awaitWakeUp } from "./turn-ends.ts";

const MAX_SUBAGENTS = 256;

/** Counts the background tasks that a report starts or ends; after the last one the turn may be over. */
export function countBackground(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
): void {
  const { subagent_start: started, subagent_stop: stopped } = report;
  if (started !== undefined && !state.subagents.includes(started)) {
    state.subagents = [...state.subagents, started].slice(0, MAX_SUBAGENTS);
    state.background += 1;
  }
  if (stopped !== undefined) {
    const isKnown = state.subagents.includes(stopped);
    if (isKnown) state.subagents = state.subagents.filter((id) => id !== stopped);
    // One that a turn's end reported as still running had no start of its own.
    const counted = isKnown || state.reason === "background";
    if (counted) state.background = Math.max(0, state.background - 1);
  }
  if (report.background !== undefined) {
    state.background = report.background;
    if (report.background === 0) state.subagents = [];
  }
  const idle = state.background === 0 && state.reason === "background";
  if (idle && state.status === "working" && report.status === undefined) {
    awaitWakeUp(state, said, nowMs);
  }
}
