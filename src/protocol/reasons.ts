import type { Session } from "./session.ts";

// Caused by the user at the session's own terminal: idle, but not in need of help.
const BEGINNINGS: ReadonlySet<string> = new Set(["started", "resumed", "cleared"]);
const INTERRUPTED = "interrupted";

/** True of a reason that a session has before its first prompt. */
export function isBeginning(reason: string | null): boolean {
  return reason !== null && BEGINNINGS.has(reason);
}

/**
 * True where a person is needed, if they have not seen it yet: a question; the end
 * of a turn that they neither began nor stopped themselves. A child that is done is
 * its parent's business.
 */
export function asksForPerson({
  status,
  reason,
  parent_id,
}: Pick<Session, "status" | "reason" | "parent_id">): boolean {
  if (status !== "attention") return status === "question";
  return parent_id === null && reason !== INTERRUPTED && !isBeginning(reason);
}
