// Questions and ends of turns that are held back until they are due. Pure.
import { applyDueEnd } from "./apply.ts";
import { nextDueMs, showDueQuestions } from "./questions.ts";
import type { SessionState } from "./state.ts";
import { takeDueEnd } from "./turn-ends.ts";

/** When the first held item of a session is due, in Unix milliseconds; undefined for none. */
export function dueMsOf(state: SessionState): number | undefined {
  const question = nextDueMs(state);
  const end = state.heldEnd?.dueMs;
  if (question === undefined || end === undefined) return question ?? end;
  return Math.min(question, end);
}

/** Shows the items of a session that are due. @returns whether there were any. */
export function showDue(state: SessionState, nowMs: number): boolean {
  const isAsked = showDueQuestions(state, nowMs);
  const end = takeDueEnd(state, nowMs);
  if (end !== undefined) applyDueEnd(state, end);
  return isAsked || end !== undefined;
}

/** The sessions that have held items. */
export class Held {
  readonly #states = new Set<SessionState>();

  /** Adds the session, if it has any. */
  note(state: SessionState): void {
    if (dueMsOf(state) === undefined) this.#states.delete(state);
    else this.#states.add(state);
  }

  forget(state: SessionState): void {
    this.#states.delete(state);
  }

  /** All of them, the one added first at the front. */
  states(): SessionState[] {
    return [...this.#states];
  }

  /** When the next item is due, in Unix milliseconds; undefined for never. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const state of this.#states) {
      const due = dueMsOf(state);
      if (due !== undefined && (next === undefined || due < next)) next = due;
    }
    return next;
  }
}
