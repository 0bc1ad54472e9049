import type { Explanation } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";

/** Fetches explanations from the hub, once for each state of a session. */
export interface Explanations {
  /** The explanation, if it has been fetched; starts fetching it if not. */
  of(session: Session): Explanation | undefined;
}

/**
 * @param ask may fail: then nothing is known, and the next state is asked about.
 * @param onAnswer called when there is something new to show.
 */
export function createExplanations(
  ask: (session: Session) => Promise<Explanation>,
  onAnswer: () => void,
): Explanations {
  let asked: string | undefined;
  let answer: Explanation | undefined;
  return {
    of(session) {
      const state = `${session.instance} ${session.seq}`;
      if (asked !== state) {
        asked = state;
        ask(session).then(
          (explanation) => {
            if (asked !== state) return;
            answer = explanation;
            onAnswer();
          },
          () => {}, // away, or an older hub: the page has the rest
        );
      }
      return answer?.session.instance === session.instance ? answer : undefined;
    },
  };
}
