// What a person may ask of a session, and when that is refused.
import { ConsoleError } from "../../protocol/errors.ts";
import type { Status } from "../../protocol/session.ts";
import type { Evidence, SessionState } from "./state.ts";

/** Acknowledges or snoozes, or takes both back. @returns whether it changed anything. @throws session_closed */
export function attend(
  state: SessionState,
  acknowledgedMs: number | null,
  snoozedUntilMs: number | null,
): boolean {
  if (state.status === "closed") {
    throw new ConsoleError("session_closed", `session is closed and waits for nobody: ${state.id}`);
  }
  if (state.acknowledgedMs === acknowledgedMs && state.snoozedUntilMs === snoozedUntilMs) {
    return false;
  }
  Object.assign(state, { acknowledgedMs, snoozedUntilMs });
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
