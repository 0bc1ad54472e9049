import type { Verdict } from "../../protocol/frames.ts";
import type { Question } from "../sessions/asked.ts";
import { Hold, type HoldFacts } from "../sessions/hold.ts";
import { holdQuestion, openQuestion } from "../sessions/questions.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/** Questions remembered after they were answered. */
const MAX_OVER = 256;

/** The connection of a hook that stays. */
export interface Holder {
  readonly socket: { readonly fd: number };
  send(line: string): void;
}

/** What a connection stays for. */
interface Held {
  holder: Holder;
  sessionId: string;
  questionId: string;
  hold: Hold;
}

/** What a hook is told. */
export type Word = Pick<Verdict, "decision" | "option" | "message">;
const NOTHING: Word = { decision: "none", option: null, message: null };

/**
 * Which connections stay for the answer to which questions. One connection holds
 * one question; a question has one holder, the last that asked.
 */
export class Holds {
  readonly #store: Store;
  readonly #encode: (verdict: Word & { question_id: string }) => string;
  readonly #byHolder = new Map<Holder, Held>();
  /** `<session id>\n<question id>` of those that were answered, the oldest first. */
  readonly #over = new Set<string>();

  /** @param encode a word to a hook as its line. */
  constructor(store: Store, encode: (verdict: Word & { question_id: string }) => string) {
    this.#store = store;
    this.#encode = encode;
  }

  get size(): number {
    return this.#byHolder.size;
  }

  /** Descriptors of the connections that hold a question. */
  descriptors(): number[] {
    return Array.from(this.#byHolder.keys(), ({ socket }) => socket.fd);
  }

  /** The connection stays for that question. @returns null where it is not open any more. */
  begin(holder: Holder, state: SessionState, key: string, facts: HoldFacts): Question | null {
    const question = openQuestion(state, key);
    if (question === undefined) return null;
    this.end(holder);
    const hold = new Hold(facts);
    holdQuestion(state, question, hold);
    this.#store.touch(state);
    const held = { holder, sessionId: state.id, questionId: question.id, hold };
    this.#byHolder.set(holder, held);
    this.settle(state.id); // who held it before
    return question;
  }

  /** Hands a decision to whoever stays for the question. */
  tell(sessionId: string, { id, hold }: Question, word: Word): void {
    for (const held of this.#byHolder.values()) {
      if (held.hold !== hold) continue;
      this.#release(held, word);
      this.#noteOver(sessionId, id);
      return;
    }
  }

  /** Whether the question was answered, here or elsewhere, as far as that is remembered. */
  isOver(sessionId: string, questionId: string): boolean {
    return this.#over.has(`${sessionId}\n${questionId}`);
  }

  /** A session has changed: whoever stays for what is no longer asked is told so. */
  settle(sessionId: string): void {
    if (this.#byHolder.size === 0) return;
    for (const held of [...this.#byHolder.values()]) {
      if (held.sessionId !== sessionId || this.#questionOf(held) !== undefined) continue;
      this.#release(held, NOTHING);
      this.#noteOver(sessionId, held.questionId);
    }
  }

  /** The connection is gone, or stays for something else. @returns whether it held a question. */
  end(holder: Holder): boolean {
    const held = this.#byHolder.get(holder);
    if (held === undefined) return false;
    this.#byHolder.delete(holder);
    const question = this.#questionOf(held);
    const state = this.#store.find(held.sessionId);
    if (question === undefined || state === undefined) return false;
    question.hold = null;
    this.#store.touch(state);
    return true;
  }

  #questionOf({ sessionId, hold }: Held): Question | undefined {
    return this.#store.find(sessionId)?.questions.find((question) => question.hold === hold);
  }

  #release({ holder, questionId }: Held, word: Word): void {
    this.#byHolder.delete(holder);
    holder.send(this.#encode({ ...word, question_id: questionId }));
  }

  #noteOver(sessionId: string, questionId: string): void {
    this.#over.add(`${sessionId}\n${questionId}`);
    if (this.#over.size <= MAX_OVER) return;
    for (const oldest of this.#over) {
      this.#over.delete(oldest);
      break;
    }
  }
}
