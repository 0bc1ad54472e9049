import type { Session, Status, Transition } from "../protocol/session.ts";

/**
 * The statuses a session entered between two states of it, oldest first. The hub
 * may skip states for a slow reader, and two changes in one instant come as one;
 * the history that each state carries (the last 10) has what was skipped.
 */
export function statusesBetween(before: Session | undefined, after: Session): Status[] {
  if (before === undefined) return after.history.map(({ status }) => status);
  const stayed = before.since_ms === after.since_ms && before.status === after.status;
  if (stayed && before.history.length === after.history.length) return [];
  const added = countAdded(before.history, after.history);
  const entered = after.history.slice(after.history.length - added).map(({ status }) => status);
  return entered.length > 0 ? entered : [after.status];
}

// The old history, with its oldest entries dropped, begins the new one. Where
// several cuts fit (many changes within one second) the nearest counts.
function countAdded(before: readonly Transition[], after: readonly Transition[]): number {
  for (let added = Math.max(1, after.length - before.length); added < after.length; added += 1) {
    const kept = after.length - added;
    const old = before.slice(before.length - kept);
    if (old.every((entry, index) => isSame(entry, after[index]))) return added;
  }
  return after.length;
}

function isSame(a: Transition, b: Transition | undefined): boolean {
  return a.status === b?.status && a.at_secs === b.at_secs;
}
