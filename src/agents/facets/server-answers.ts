import type { Decided, Holdable } from "./answers.ts";

/**
 * How a question is answered at a server of the agent's that asks its clients, the
 * terminal among them. For an agent that shows its dialog only once its hook has ended.
 */
export interface ServerAnswers {
  /** Where the server listens that asks what the payload says; undefined where it can't be answered there. */
  socketOf(payload: unknown): string | undefined;
  /** One connection's messages, about that question alone: pure but for what it remembers of them. */
  open(payload: unknown): AskedConversation;
}

/** What to send on a connection, and what is heard on it. */
export interface AskedConversation {
  /** What to send first. */
  readonly hello: readonly string[];
  /** Reads one message. Never throws for any text. */
  read(message: string): AskedHeard;
  /** What to send for the decision, once it was asked. */
  answer(decided: Decided): readonly string[];
  /** The server has not said yet that it took what went with the decision: it drops that with the connection. */
  readonly isAwaited: boolean;
  /** What to send last. */
  readonly bye: readonly string[];
}

/** What one message says, and what to send in reply. */
export interface AskedHeard {
  replies: readonly string[];
  /** The server asks now, all of its clients. */
  asked?: Holdable;
  /** It was answered, here or elsewhere, or never will be asked here. */
  isOver?: true;
}
