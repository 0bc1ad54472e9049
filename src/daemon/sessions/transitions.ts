// A session's history as it is held: a number for each transition, as an object takes five
// times its memory, and three times its text in the journal.
import type { Status, Transition } from "../../protocol/session.ts";

/** Never to be put in another order: journals have their places. */
const STATUSES: readonly Status[] = ["working", "attention", "question", "closed"];
/** A time after this is no clock's, and is held as it came: in milliseconds it is no exact number. */
const MAX_SECS = 2 ** 43;

/** A transition as a number, unless more is known of it than its status and its time. */
export type PackedTransition = number | Transition;

/** The transition to a status. */
export function transition(status: Status, atMs: number): number {
  return Math.floor(atMs / 1000) * STATUSES.length + STATUSES.indexOf(status);
}

/** A history as it is held. */
export function pack(history: readonly PackedTransition[]): PackedTransition[] {
  return history.map((one) => {
    const isPlain = typeof one === "object" && one.answer === undefined && one.at_secs <= MAX_SECS;
    return isPlain ? transition(one.status, one.at_secs * 1000) : one;
  });
}

/** A history as it stands on the wire, oldest first. */
export function unpack(held: readonly PackedTransition[]): Transition[] {
  const history: Transition[] = [];
  for (const one of held) history.push(typeof one === "number" ? unpackOne(one) : one);
  return history;
}

/** The place of the last transition to a status within that second; -1 for none. */
export function lastIndexOf(
  held: readonly PackedTransition[],
  status: Status,
  atMs: number,
): number {
  const wanted = transition(status, atMs);
  return held.findLastIndex((one) => {
    return (typeof one === "number" ? one : transition(one.status, one.at_secs * 1000)) === wanted;
  });
}

/** One transition as it stands on the wire. */
export function unpackOne(one: PackedTransition): Transition {
  if (typeof one !== "number") return one;
  const status = STATUSES[one % STATUSES.length] ?? "closed"; // there are as many
  return { status, at_secs: Math.floor(one / STATUSES.length) };
}
