// Answering a question from the live view: the whole of it is read first, then Enter answers it.
import { answerFor, questionsOf, whyNotAnswerable } from "../attention/answering.ts";
import type { Question } from "../protocol/questions.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";
import { type AnswerPrompt, findSession, type Reaction, type ViewState } from "./state.ts";

/** Keys that come sooner were typed before the question was on the screen. */
const READ_MS = 400;

/** Opens the session's question to be read; says why where it can't be answered here. */
export function askAnswer(
  state: ViewState,
  word: "allow" | "deny",
  session: Session,
  nowMs: number,
): Reaction {
  const open = questionsOf(session);
  const question = open.find((one) => whyNotAnswerable(one) === undefined) ?? open[0];
  if (question === undefined) return { state: { ...state, notice: "it asks nothing" } };
  const why = whyNotAnswerable(question);
  if (why !== undefined) return { state: { ...state, notice: why } };
  const isChoice = question.options.length > 0 && word === "allow";
  const prompt: AnswerPrompt = {
    kind: "answer",
    sessionId: session.session_id,
    questionId: question.id,
    seen: question.hash,
    words: isChoice ? null : answerFor(question, word),
    isRead: false,
    askedMs: nowMs,
  };
  return { state: { ...state, page: "details", scroll: 0, prompt } };
}

/** The question that is being answered; undefined once it is another one, or none. */
export function questionAsked(prompt: AnswerPrompt, session: Session): Question | undefined {
  return questionsOf(session).find(({ id, hash }) => {
    return id === prompt.questionId && hash === prompt.seen;
  });
}

/** What a key does while a question is read. */
export function answerKey(
  state: ViewState,
  prompt: AnswerPrompt,
  key: string,
  seen: { items: readonly Item[]; bodyRows: number; nowMs: number },
): Reaction {
  const closed = { ...state, prompt: null, scroll: 0 };
  const session = findSession(seen.items, prompt.sessionId);
  const question = session && questionAsked(prompt, session);
  if (session === undefined || question === undefined) return { state: closed };
  const page = Math.max(1, seen.bodyRows - 1);
  const by = { up: -1, k: -1, down: 1, j: 1, pageup: -page, pagedown: page }[key];
  if (by !== undefined) return { state: { ...state, scroll: Math.max(0, state.scroll + by) } };
  const option = question.options[Number(key) - 1];
  if (option !== undefined) {
    return { state: { ...state, prompt: { ...prompt, words: answerFor(question, option) } } };
  }
  if (key === "x") {
    return { state: { ...state, prompt: { ...prompt, words: answerFor(question, "deny") } } };
  }
  if (key !== "enter") return { state: closed };
  if (!prompt.isRead) return { state: { ...state, scroll: state.scroll + page } };
  if (prompt.words === null || seen.nowMs - prompt.askedMs < READ_MS) return { state };
  const { questionId, seen: hash, words } = prompt;
  const intent = { type: "answer", session, questionId, seen: hash, words } as const;
  return { state: closed, intent };
}
