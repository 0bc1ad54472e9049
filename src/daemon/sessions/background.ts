// How many background tasks a session has. Pure.
import type { CheckedReport } from "../../protocol/session.ts";
import type { Evidence, SessionState } from "./state.ts";
import { awaitWakeUp } from "./turn-ends.ts";

const MAX_SUBAGENTS = 256;

/** Counts what a report tells of background tasks; with the last one the turn may be over. */
export function countBackground(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
): void {
  const { subagent_start: started, subagent_stop: stopped } = report;
  if (started !== undefined && !state.subagents.includes(started)) {
    if (state.subagents.length < MAX_SUBAGENTS) state.subagents.push(started);
    state.background += 1;
  }
  if (stopped !== undefined) {
    const index = state.subagents.indexOf(stopped);
    if (index !== -1) state.subagents.splice(index, 1);
    // One that a turn's end announced as still running has no start of its own here.
    const counted = index !== -1 || state.reason === "background";
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
