import type { Output } from "../../protocol/answers.ts";
import type { Checked } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { MAX_DETAIL_BYTES } from "../../protocol/questions.ts";
import { toOneLine, truncate, unshowable } from "../../protocol/text.ts";
import type { Observer } from "../evidence/observer.ts";
import type { Question } from "../sessions/asked.ts";
import { type HoldFacts, takes } from "../sessions/hold.ts";
import { noteAnsweredHere } from "../sessions/questions.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { unpackOne } from "../sessions/transitions.ts";
import type { Holder, Holds } from "./holds.ts";

/** What HOLD and ANSWER work on. */
export interface AnsweringContext {
  store: Store;
  observer: Observer;
  holds: Holds;
  /** When the line was read, Unix milliseconds. */
  nowMs: number;
  /** The connection that asks. */
  holder: Holder;
  /** The session whose agent the sender runs under; undefined for none. */
  senderSession(): string | undefined;
  /** The sender's process id; null where the system does not tell. */
  senderPid(): number | null;
  log(line: string): void;
}

/** Takes the report, and lets its sender stay for the answer. */
export function hold(input: Checked<"HOLD">, context: AnsweringContext): Output<"HOLD"> {
  const { store, observer, holds, holder, nowMs } = context;
  const { detail, options = [], ...report } = input;
  const { status, asks } = report;
  if (status !== "question") {
    throw new ConsoleError("invalid_request", "status: expected question, to be held");
  }
  if (asks === undefined) {
    throw new ConsoleError("invalid_request", "asks: expected the name of the question");
  }
  const state = store.set(observer.verify(report, nowMs), nowMs);
  const facts = factsOf(detail, options);
  const question = holds.begin(holder, state, asks, facts);
  return { question_id: question?.id ?? null, why_not: question === null ? null : facts.whyNot };
}

/** What is shown of it: nothing that would be shown as something else than it is. */
function factsOf(detail: string, options: readonly string[]): HoldFacts {
  const isLong = Buffer.byteLength(detail) > MAX_DETAIL_BYTES;
  const why = isLong
    ? `it is longer than ${MAX_DETAIL_BYTES / 1024} kB`
    : [detail, ...options].map(unshowable).find((reason) => reason !== undefined);
  const doubled = new Set(options).size < options.length ? "two of its options read alike" : why;
  if (doubled !== undefined) return { detail: null, hash: null, options: [], whyNot: doubled };
  const hash = new Bun.CryptoHasher("sha256").update(detail).digest("hex");
  return { detail, hash, options, whyNot: null };
}

/**
 * Hands an answer to the hook that stays for it, and closes the question.
 * @throws session_not_found, not_answerable, not_seen, not_permitted, invalid_request
 */
export function answer(input: Checked<"ANSWER">, context: AnsweringContext): Output<"ANSWER"> {
  const { store, holds, observer, nowMs } = context;
  const { session_id: sessionId, question_id: questionId } = input;
  const agent = context.senderSession();
  if (agent !== undefined) {
    const message = `an agent may not answer: this was sent from within session ${agent}`;
    throw new ConsoleError("not_permitted", `${message} - answer from a terminal of your own`);
  }
  store.get(sessionId);
  observer.lookAt(sessionId, nowMs); // it may have been answered there by now
  holds.settle(sessionId);
  const state = store.get(sessionId);
  const question = state.questions.find(({ id }) => id === questionId);
  const facts = question?.hold?.facts;
  if (question === undefined || facts === undefined) {
    const isOver = question === undefined && holds.isOver(sessionId, questionId);
    return { answer_status: isOver ? "answered_elsewhere" : "not_held" };
  }
  check(input, facts);
  const { decision, option = null, message = null } = input;
  holds.tell(sessionId, question, { decision, option, message });
  settle(state, question, input, context);
  return { answer_status: "taken" };
}

function check(input: Checked<"ANSWER">, facts: HoldFacts): void {
  const { decision, option, message, seen } = input;
  const { options, whyNot, hash } = facts;
  if (decision !== "deny" && whyNot !== null) {
    throw new ConsoleError("not_answerable", `not to be answered here: ${whyNot}`);
  }
  if (!takes(facts, decision)) {
    const expected = options.length > 0 ? "option or deny" : "allow or deny";
    throw new ConsoleError("invalid_request", `decision: this question takes ${expected}`);
  }
  if ((decision === "option") !== (option !== undefined)) {
    throw new ConsoleError("invalid_request", "option: goes with the decision option, always");
  }
  if (option !== undefined && !options.includes(option)) {
    throw new ConsoleError("invalid_request", `option: expected one of ${named(options)}`);
  }
  if (decision !== "deny" && message !== undefined) {
    throw new ConsoleError("invalid_request", "message: only a denial takes one");
  }
  if (decision !== "deny" && seen !== hash) {
    const given =
      seen === undefined ? "seen: the hash of detail is needed" : "seen: something else";
    throw new ConsoleError("not_seen", `${given} - read what is asked now, and answer that`);
  }
}

function named(options: readonly string[]): string {
  return truncate(toOneLine(options.map((one) => JSON.stringify(one)).join(", ")), 400);
}

/** It is answered: closed as by a hook of its agent's, and kept in the session's history. */
function settle(
  state: SessionState,
  { key, message: asked }: Question,
  input: Checked<"ANSWER">,
  { store, nowMs, log, senderPid }: AnsweringContext,
): void {
  const { decision, option = null, by = "a client" } = input;
  const at = { source: "hook", event: "answered", at_ms: nowMs } as const;
  store.set({ session_id: state.id, ...at, answers: key }, nowMs);
  noteAnsweredHere(state, key, nowMs);
  // At the transition that it brought about, or the last before it.
  const last = state.transitions.at(-1);
  const answer = { decision, option, message: asked, by, at_ms: nowMs };
  if (last !== undefined) {
    state.transitions = [...state.transitions.slice(0, -1), { ...unpackOne(last), answer }];
  }
  store.touch(state);
  const pid = senderPid();
  const who = pid === null ? by : `${by} (pid ${pid})`;
  const what = option === null ? decision : `option ${JSON.stringify(option)}`;
  log(toOneLine(`answered ${what} by ${who}: session ${state.id}, ${asked ?? key}`));
}
