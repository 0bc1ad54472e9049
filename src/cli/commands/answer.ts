import { isatty } from "node:tty";
import {
  type AnswerWords,
  answerFor,
  outcomeOf,
  questionsOf,
  whyNotAnswerable,
} from "../../attention/answering.ts";
import { terminalDevice } from "../../host/tty.ts";
import { COMMANDS } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Question } from "../../protocol/questions.ts";
import type { Session } from "../../protocol/session.ts";
import { quote, toOneLine } from "../../protocol/text.ts";
import { argsOf, COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { isConfirmed } from "../confirm.ts";
import { lookUpSession } from "../session-name.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeAbout } from "../session-output.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const answer = command({
  meta: { name: "answer", description: COMMANDS.ANSWER.summary },
  guide: {
    group: "Deal with a session",
    examples: [
      ["agent-console answer shop allow", "shows what is asked, and asks you once"],
      ["agent-console answer shop deny --message 'use the test database'", "with a reason"],
      ["agent-console answer 3c9e Blue", "one of the options that it gives"],
    ],
    exits: [[1, "it was answered elsewhere first, or can't be answered here"]],
  },
  args: {
    ...argsOf("ANSWER"),
    decision: { type: "positional", description: "allow, deny, or one of the question's options" },
    question: {
      type: "string",
      valueHint: "id",
      description: "which question, where there are several",
    },
    yes: {
      type: "boolean",
      description: "ask nobody: for a script, which names the question and what it has seen of it",
    },
    seen: {
      type: "string",
      valueHint: "hash",
      description: "with --yes: the hash of the detail that was read; not needed to deny",
    },
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const form = await readSessionForm("answer", args);
    const { yes = false, seen } = args;
    const word = String(args.decision);
    if (yes && (args.question === undefined || (seen === undefined && word !== "deny"))) {
      throw new ConsoleError("usage", "--yes: goes with --question, and --seen but to deny");
    }
    if (!yes && seen !== undefined) throw new ConsoleError("usage", "--seen: goes with --yes");
    if (!yes && !(isatty(0) && isatty(2))) {
      const cure = "a script gives --yes, --question and --seen";
      throw new ConsoleError("usage", `nobody can be asked, as this is no terminal - ${cure}`);
    }
    const socket = socketOf(args);
    const session = await lookUpSession(String(args.session_id), await ask("LIST", {}, socket));
    const message = textOf(args.message);
    const given = yes
      ? { ...wordsOf(word, message), question_id: args.question ?? "", ...seenOf(seen) }
      : await askPerson(session, args.question, word, message);
    const { session_id } = session;
    const data = await ask("ANSWER", { session_id, ...given, by: whoAnswers() }, socket);
    writeAbout(form, session, data, (one) =>
      one.answer_status === "taken" ? `${saidOf(given)}\n` : "",
    );
    if (data.answer_status !== "taken") throw new ConsoleError("refused", outcomeOf(data));
  },
});

/** Shows a person the whole of what is asked, and asks once. @throws refused when they say no */
async function askPerson(
  session: Session,
  id: string | undefined,
  word: string,
  message: string | undefined,
) {
  const question = questionMeant(session, id);
  const words = answerFor(question, word, message);
  const why = whyNotAnswerable(question);
  // What can't be shown can still be denied, where a hook stays for it.
  if (why !== undefined && word !== "deny") {
    throw new ConsoleError("refused", `not to be answered here: ${toOneLine(why)}`);
  }
  if (!(await isWanted(session, question, words))) {
    throw new ConsoleError("refused", "nothing was answered");
  }
  return { question_id: question.id, ...words, ...seenOf(question.hash ?? undefined) };
}

/** What the word means of a question that a script has read: the hub knows what it takes. */
function wordsOf(word: string, message: string | undefined): AnswerWords {
  const reason = message === undefined ? {} : { message };
  if (word === "allow" || word === "deny") return { decision: word, ...reason };
  return { decision: "option", option: word, ...reason };
}

function seenOf(seen: string | undefined): { seen?: string } {
  return seen === undefined ? {} : { seen };
}

function questionMeant(session: Session, id: string | undefined): Question {
  const open = questionsOf(session);
  const named = id === undefined ? open : open.filter((one) => one.id === id);
  const [only, ...others] = named;
  const name = toOneLine(session.session_id);
  if (only === undefined) {
    const what = id === undefined ? "asks nothing" : `has no open question ${toOneLine(id)}`;
    throw new ConsoleError("refused", `session ${name} ${what}`);
  }
  if (others.length > 0) {
    const ids = named.map((one) => `${one.id} (${oneLineOf(one)})`).join(", ");
    throw new ConsoleError("usage", `${name} asks several things - name one by --question: ${ids}`);
  }
  return only;
}

/** Shows the whole of what is asked, and asks. */
async function isWanted(
  session: Session,
  question: Question,
  words: AnswerWords,
): Promise<boolean> {
  const { detail, kind } = question;
  const about = `${toOneLine(session.display_name)}  ${session.agent_type}  ${toOneLine(kind)}`;
  const whole = whyNotAnswerable(question) === undefined ? detail : null;
  const shown = whole ?? `${oneLineOf(question)}\n(the whole can't be shown here)`;
  process.stderr.write(`${about}\n\n${shown.replace(/^/gm, "  ")}\n\n`);
  return isConfirmed(askingFor(words), process.stderr);
}

function askingFor({ decision, option }: AnswerWords): string {
  if (decision === "option") return `Answer ${toOneLine(quote(option))}?`;
  return decision === "allow" ? "Allow this once?" : "Deny this?";
}

function saidOf({ decision, option }: AnswerWords): string {
  if (decision === "option") return `answered ${toOneLine(quote(option))}`;
  return decision === "allow" ? "allowed once" : "denied";
}

function oneLineOf({ message, kind }: Question): string {
  return toOneLine(message ?? kind);
}

function whoAnswers(): string {
  const terminal = terminalDevice(process.pid);
  return terminal === null ? "agent-console answer" : `agent-console answer, ${terminal}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
