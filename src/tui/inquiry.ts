import type { Explanation } from "../protocol/answers.ts";
import type { Session } from "../protocol/session.ts";

/** Asks the hub what one session's status rests on, once for each state of it. */
export interface Inquiry {
  /** The answer about the session, as far as it is there; asks for it when it is not. */
  of(session: Session): Explanation | undefined;
}

/**
 * @param ask may fail: then nothing is known, and the next state is asked about.
 * @param onAnswer called when there is something new to show.
 */
export function createInquiry(
  ask: (session: Session) => Promise<Explanation>,
  onAnswer: () => void,
): Inquiry {
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
