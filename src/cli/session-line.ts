import { isAtStart } from "../attention/rank.ts";
import type { Session } from "../protocol/session.ts";
import { toOneLine } from "../protocol/text.ts";

/** A session as one line with its end: what a command prints that is about one. */
export function asLine(session: Session): string {
  return `${formatLine(session)}\n`;
}

/** A session as one line: time, status, project, id, why. */
export function formatLine(session: Session): string {
  return `${time(session.updated_ms)}  ${formatSummary(session)}`;
}

/** The same without the time, which takes the runtime 7 ms to tell the first time (Bun 1.4.5). */
export function formatSummary(session: Session, word = statusWord(session)): string {
  const { display_name, session_id } = session;
  const parts = [display_name, session_id, why(session)].map(toOneLine).filter(Boolean);
  return [pad(word, 9), ...parts].join("  ");
}

/** The word for its status: what has only started has nothing to attend to. */
export function statusWord(session: Session): string {
  return isAtStart(session) && session.reason !== null ? session.reason : session.status;
}

/** Why it is in its status, as far as is known. */
export function why(session: Session): string {
  const { message, background, acknowledged_ms, snoozed_until_ms } = session;
  const reason = isAtStart(session) ? null : session.reason;
  const tasks = background > 0 ? `+${background} in background` : "";
  const isSnoozed = snoozed_until_ms !== null && snoozed_until_ms > Date.now();
  const seen = isSnoozed ? "snoozed" : acknowledged_ms === null ? "" : "seen";
  return [reason, message, tasks, seen].filter(Boolean).join(" · ");
}

/** The time of day, to the second. */
export function time(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

/** Fills up with spaces to a width on the screen. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - Bun.stringWidth(text)));
}
