import type { Output } from "../protocol/answers.ts";
import { COMMANDS, type CommandName, type Input } from "../protocol/commands.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { argsOf, COMMON_ARGS, inputOf } from "./args.ts";
import { type Command, command } from "./command.ts";
import type { Guide } from "./guide.ts";
import { lookUpSession } from "./session-name.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSession } from "./session-output.ts";
import { socketOf } from "./socket.ts";
import { ask } from "./wire-command.ts";

/** The wire's commands about one session that is there already. */
export type AboutSession = Exclude<
  {
    [N in CommandName]: Input<N> extends { session_id: string } ? N : never;
  }[CommandName],
  "SET" | "HOLD"
>;

/**
 * The command line's form of a wire command that is answered with one session: one
 * request, the answer printed as the flags say, or else by `print`.
 */
export function sessionCommand(
  name: Exclude<AboutSession, "EXPLAIN" | "ANSWER">,
  print: (session: Session) => string,
  guide: Guide,
): Command {
  return command({
    meta: { name: name.toLowerCase(), description: COMMANDS[name].summary },
    guide,
    args: { ...argsOf(name), ...SESSION_OUTPUT_ARGS, ...COMMON_ARGS },
    run: async ({ args }) => {
      // Refused before anything is changed.
      const form = await readSessionForm(name.toLowerCase() as Lowercase<typeof name>, args);
      // Checked output is valid input too: the schemas' clean-up changes nothing twice.
      const input = inputOf(name, args) as Input<typeof name>;
      writeSession(form, await askAbout(name, input, socketOf(args)), print);
    },
  });
}

/**
 * One request about a session, which may be named by a prefix of its id or by its
 * project. The hub knows whole ids only: it is asked with what was typed first.
 */
export async function askAbout<N extends AboutSession>(
  name: N,
  input: Input<N>,
  socket: string,
): Promise<Output<N>> {
  try {
    return await ask(name, input, socket);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    if (error.code !== "session_not_found") throw inPlainWords(error);
  }
  const { session_id } = await meant(name, input.session_id, await ask("LIST", {}, socket));
  try {
    return await ask(name, { ...input, session_id }, socket);
  } catch (error) {
    throw error instanceof ConsoleError ? inPlainWords(error) : error;
  }
}

async function meant(name: AboutSession, word: string, sessions: readonly Session[]) {
  if (name !== "REOPEN") return lookUpSession(word, sessions);
  try {
    const closed = sessions.filter((session) => session.closed);
    return await lookUpSession(word, closed);
  } catch (error) {
    // It may be one that is open: said so only where no closed one is meant.
    if (!(error instanceof ConsoleError) || error.code !== "session_not_found") throw error;
    const isOpen = await lookUpSession(word, sessions).then(
      () => true,
      () => false,
    );
    throw isOpen ? new ConsoleError("refused", `session is not closed: ${word}`) : error;
  }
}

/** Without the word in capitals that v1's clients look for. */
function inPlainWords({ code, message }: ConsoleError): ConsoleError {
  const plain = message.replace(/^[A-Z]+(_[A-Z]+)+ (.)/, (_all, _word, first) =>
    first.toLowerCase(),
  );
  return new ConsoleError(code, plain);
}
