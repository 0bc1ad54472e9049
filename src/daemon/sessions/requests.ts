// What a person may ask of a session, and when that is refused.
import { ConsoleError } from "../../protocol/errors.ts";
import type { Status } from "../../protocol/session.ts";
import type { Evidence, SessionState } from "./state.ts";

/** A snooze is no matter of half a second; the clock is adjusted all the time. */
const SNOOZE_SLACK_MS = 500;

/** What a person has said of a session that waits. */
export type Attended = Pick<SessionState, "acknowledgedMs" | "snoozedUntilMs" | "snoozeEndsMs">;

/** What counts until a person says something, and once that is taken back. */
export const UNATTENDED: Attended = {
  acknowledgedMs: null,
  snoozedUntilMs: null,
  snoozeEndsMs: null,
};

/** Acknowledges or snoozes, or takes both back. @returns whether it changed anything. @throws session_closed */
export function attend(state: SessionState, attended: Attended): boolean {
  if (state.status === "closed") {
    throw new ConsoleError("session_closed", `session is closed and waits for nobody: ${state.id}`);
  }
  const { acknowledgedMs, snoozedUntilMs } = attended;
  if (state.acknowledgedMs === acknowledgedMs && state.snoozedUntilMs === snoozedUntilMs) {
    return false;
  }
  Object.assign(state, attended);
  return true;
}

/** Ends a snooze no later than it was asked for, where the clock was set back. @returns whether it did. */
export function limitSnooze(state: SessionState, nowMs: number, steadyMs: number): boolean {
  const { snoozedUntilMs, snoozeEndsMs } = state;
  if (snoozedUntilMs === null || snoozeEndsMs === null) return false;
  const latestMs = Math.max(0, nowMs + snoozeEndsMs - steadyMs);
  if (snoozedUntilMs - latestMs <= SNOOZE_SLACK_MS) return false;
  state.snoozedUntilMs = latestMs;
  return true;
}

/** The texts are those of version 1. @throws session_not_found, not_resumable */
export function checkReopens(
  state: SessionState | undefined,
  id: string,
): asserts state is SessionState {
  if (state === undefined || state.status !== "closed") {
    const message = `SESSION_NOT_FOUND No closed session with ID: ${id}`;
    throw new ConsoleError("session_not_found", message);
  }
  if (state.replacedBy !== null) {
    const message = `NOT_RESUMABLE it goes on as session ${state.replacedBy}`;
    throw new ConsoleError("not_resumable", message);
  }
}

/** A request for a status, as evidence. */
export function statement(status: Status, event: string, atMs: number): Evidence {
  return { source: "command", atMs, event, status, reason: event, message: null };
}
