import type { Session } from "../protocol/session.ts";
import { toOneLine } from "../protocol/text.ts";
import { isAtStart, isSnoozed } from "./rank.ts";

const WORDS: Readonly<Record<string, string>> = {
  turn_done: "done",
  rate_limited: "rate limit",
  process_exited: "exited",
};

/** A reason as a person reads it; one we do not know is shown as it came. */
function reasonWords(reason: string): string {
  return Object.hasOwn(WORDS, reason)
    ? String(WORDS[reason])
    : toOneLine(reason.replaceAll("_", " "));
}

/**
 * The status with its reason, e.g. `question: permission`; one word where both say
 * the same, and for a session that has only started.
 */
export function describeStatus(session: Session, nowMs: number): string {
  const why = shortStatus(session, nowMs);
  return why === session.status || isAtStart(session) ? why : `${session.status}: ${why}`;
}

/** The one word that tells most: the reason where there is one, else the status. */
export function shortStatus(session: Session, nowMs: number): string {
  if (!session.closed && isSnoozed(session, nowMs)) return "snoozed";
  return session.reason === null ? session.status : reasonWords(session.reason);
}
