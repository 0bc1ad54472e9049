// What is held back, and shown once it is due: questions, and ends of turns. Pure.
import { applyDueEnd } from "./apply.ts";
import { nextDueMs, showDueQuestions } from "./questions.ts";
import type { SessionState } from "./state.ts";
import { takeDueEnd } from "./turn-ends.ts";

/** When the first thing held back of a session is due, in Unix milliseconds; undefined for none. */
export function dueMsOf(state: SessionState): number | undefined {
  const question = nextDueMs(state);
  const end = state.heldEnd?.dueMs;
  if (question === undefined || end === undefined) return question ?? end;
  return Math.min(question, end);
}

/** Shows what is due of a session. @returns whether anything was. */
export function showDue(state: SessionState, nowMs: number): boolean {
  const isAsked = showDueQuestions(state, nowMs);
  const end = takeDueEnd(state, nowMs);
  if (end !== undefined) applyDueEnd(state, end);
  return isAsked || end !== undefined;
}

/** The sessions that have something held back. */
export class Held {
  readonly #states = new Set<SessionState>();

  /** Notes a session that has, as far as it has. */
  note(state: SessionState): void {
    if (dueMsOf(state) === undefined) this.#states.delete(state);
    else this.#states.add(state);
  }

  forget(state: SessionState): void {
    this.#states.delete(state);
  }

  /** Every one, the one noted first at the front. */
  states(): SessionState[] {
    return [...this.#states];
  }

  /** When the next thing is due, in Unix milliseconds; undefined for never. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const state of this.#states) {
      const due = dueMsOf(state);
      if (due !== undefined && (next === undefined || due < next)) next = due;
    }
    return next;
  }
}
