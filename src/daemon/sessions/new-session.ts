import { ConsoleError } from "../../protocol/errors.ts";
import type { CheckedReport } from "../../protocol/session.ts";
import { createState } from "./created.ts";
import { inherit } from "./parents.ts";
import { isHeld } from "./questions.ts";
import type { SessionState } from "./state.ts";
import { notFound } from "./table.ts";

/** Whether a report says nothing of the status, and so can only amend a session. */
export function isAmendment({ source = "command", status }: CheckedReport): boolean {
  return source === "command" && status === undefined;
}

/** When the evidence of a report was so; undefined for a statement, which always counts. */
export function evidenceMs(report: CheckedReport): number | undefined {
  const { source = "command", replayed, at_ms } = report;
  return source === "command" && replayed !== true ? undefined : at_ms;
}

/**
 * The session that a first report creates, before the report is applied.
 * @param predecessor the session that it replaces, if that is known.
 * @param seq of its first change.
 * @throws invalid_request without a status; session_not_found for the end of one that never began.
 */
export function newSession(
  report: CheckedReport,
  predecessor: SessionState | undefined,
  nowMs: number,
  seq: number,
): SessionState {
  // An end without a start: the agent was opened and left unused.
  if (report.status === "closed" && report.source === "hook") throw notFound(report.session_id);
  const status = report.status ?? predecessor?.status;
  if (status === undefined) {
    const message = "status: expected working, attention, question or closed for a new session";
    throw new ConsoleError("invalid_request", message);
  }
  const atMs = Math.min(report.at_ms ?? nowMs, nowMs);
  // A held question does not show yet, not even as the first report.
  const shown = status === "question" && isHeld(report) ? "working" : status;
  const state = createState(report.session_id, shown, atMs);
  state.instance = `${nowMs}-${seq}`;
  if (report.status === undefined && predecessor !== undefined) inherit(state, predecessor);
  return state;
}
