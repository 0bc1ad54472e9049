import { asksForPerson, isBeginning } from "../protocol/reasons.ts";
import type { Session } from "../protocol/session.ts";

/** Urgency levels, most urgent first: the order of every view. */
export const URGENCIES = ["question", "attention", "working", "started", "seen", "closed"] as const;
export type Urgency = (typeof URGENCIES)[number];

/**
 * Where the session stands in the queue. A snoozed one is `seen` until it wakes;
 * an acknowledged question stays a question, for its agent is still blocked. One
 * without a prompt yet is `started`: nothing to see, and nobody to wait for. A
 * child that is done is its parent's business.
 */
export function urgencyOf(session: Session, nowMs: number): Urgency {
  if (session.closed) return "closed";
  if (session.status === "working") return "working";
  if (isSnoozed(session, nowMs)) return "seen";
  if (session.status === "question") return "question";
  if (session.acknowledged_ms !== null || session.parent_id !== null) return "seen";
  if (isAtStart(session)) return "started";
  return asksForPerson(session) ? "attention" : "seen";
}

/** True while it waits for a person and is not acknowledged. */
export function needsPerson(session: Session, nowMs: number): boolean {
  const urgency = urgencyOf(session, nowMs);
  if (urgency === "question") return session.acknowledged_ms === null;
  return urgency === "attention";
}

/** True while it waits for its first prompt. */
export function isAtStart({ status, reason }: Session): boolean {
  return status === "attention" && isBeginning(reason);
}

/** True until its snooze ends. */
export function isSnoozed(session: Session, nowMs: number): boolean {
  return session.snoozed_until_ms !== null && session.snoozed_until_ms > nowMs;
}

/**
 * Needs-me first, then higher priority, then longest in its status; ids settle the
 * rest. A question that somebody has seen stands first among what was seen.
 */
export function sortByNeed(sessions: Iterable<Session>, nowMs: number): Session[] {
  const ranked = Array.from(sessions, (session) => ({
    session,
    rank: placeOf(session, nowMs),
  }));
  ranked.sort((a, b) => a.rank - b.rank || compareWithinRank(a.session, b.session));
  return ranked.map(({ session }) => session);
}

/** The session that has waited longest for a person, questions before the rest. */
export function nextInNeed(sessions: Iterable<Session>, nowMs: number): Session | undefined {
  return sortByNeed(sessions, nowMs).find((session) => needsPerson(session, nowMs));
}

/** When the queue changes by the clock alone: the next snooze that ends. */
export function nextWakeMs(sessions: Iterable<Session>, nowMs: number): number | undefined {
  let next: number | undefined;
  for (const session of sessions) {
    const { snoozed_until_ms: untilMs } = session;
    if (untilMs === null || untilMs <= nowMs || session.closed) continue;
    if (next === undefined || untilMs < next) next = untilMs;
  }
  return next;
}

/** Sessions per urgency, and how many of them need a person now. */
export type Tally = Record<Urgency, number> & { waiting: number; total: number };

export function tally(sessions: Iterable<Session>, nowMs: number): Tally {
  const counts: Tally = {
    question: 0,
    attention: 0,
    working: 0,
    started: 0,
    seen: 0,
    closed: 0,
    waiting: 0,
    total: 0,
  };
  for (const session of sessions) {
    counts[urgencyOf(session, nowMs)] += 1;
    counts.total += 1;
    if (needsPerson(session, nowMs)) counts.waiting += 1;
  }
  return counts;
}

function placeOf(session: Session, nowMs: number): number {
  const urgency = urgencyOf(session, nowMs);
  if (urgency !== "question" || session.acknowledged_ms === null) return URGENCIES.indexOf(urgency);
  return URGENCIES.indexOf("seen") - 0.5;
}

function compareWithinRank(a: Session, b: Session): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  // Of the closed, the latest is the one somebody looks for.
  const waited = a.closed && b.closed ? b.since_ms - a.since_ms : a.since_ms - b.since_ms;
  if (waited !== 0) return waited;
  return a.session_id < b.session_id ? -1 : a.session_id > b.session_id ? 1 : 0;
}
