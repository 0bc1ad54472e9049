// What a person answers a question with: shared by the command line, the live view and notifications.
import type { Answered } from "../protocol/answers.ts";
import type { Input } from "../protocol/commands.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Question } from "../protocol/questions.ts";
import type { Session } from "../protocol/session.ts";
import { quote, toOneLine, unshowable } from "../protocol/text.ts";

/** An answer, but for whose it is. */
export type AnswerWords = Pick<Input<"ANSWER">, "decision" | "option" | "message">;

/** The session's open questions; none where its hub is too old to tell. */
export function questionsOf({ questions }: Pick<Session, "questions">): readonly Question[] {
  return (questions as readonly Question[] | undefined) ?? [];
}

/** Why the question can't be answered here, as far as a client can see; undefined where it can. */
export function whyNotAnswerable({ answerable, why_not, detail }: Question): string | undefined {
  if (!answerable || detail === null) return why_not ?? "its hub does not say what is asked";
  return unshowable(detail);
}

/** The one question that can be answered here; undefined for none, or for several. */
export function answerableIn(session: Session): Question | undefined {
  const open = questionsOf(session).filter((one) => whyNotAnswerable(one) === undefined);
  return open.length === 1 ? open[0] : undefined;
}

/**
 * What a word means as an answer: allow, deny, or one of the question's options.
 * @throws usage where the question does not take it
 */
export function answerFor(question: Question, word: string, message?: string): AnswerWords {
  const { options } = question;
  if (message !== undefined && word !== "deny") {
    throw new ConsoleError("usage", "--message: goes with deny only");
  }
  if (word === "deny") return { decision: "deny", ...(message === undefined ? {} : { message }) };
  if (options.length === 0 && word === "allow") return { decision: "allow" };
  if (options.includes(word)) return { decision: "option", option: word };
  const takes = options.length === 0 ? ["allow"] : options.map((one) => toOneLine(quote(one)));
  throw new ConsoleError("usage", `${toOneLine(word)}: expected ${takes.join(", ")} or deny`);
}

/** What came of an answer, for people. */
export function outcomeOf({ answer_status }: Answered): string {
  switch (answer_status) {
    case "taken":
      return "answered";
    case "answered_elsewhere":
      return "it was answered elsewhere first";
    case "not_held":
      return "nobody stays for the answer any more: give it at the agent";
  }
}
