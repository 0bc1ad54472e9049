import { COMMANDS, type CommandName, type Input, type Output } from "../protocol/commands.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "./args.ts";
import { type Command, command } from "./command.ts";
import type { Guide } from "./guide.ts";
import { writeAnswer } from "./output.ts";
import { findSession } from "./session-name.ts";
import { socketOf } from "./socket.ts";
import { ask } from "./wire-command.ts";

/** The wire's commands about one session that is there already. */
export type AboutSession = Exclude<
  {
    [N in CommandName]: Input<N> extends { session_id: string } ? N : never;
  }[CommandName],
  "SET"
>;

/**
 * The command line's form of a wire command about one session: one request, the
 * answer printed by `format` or as JSON.
 */
export function sessionCommand<N extends AboutSession>(
  name: N,
  format: (data: Output<N>) => string,
  guide: Guide,
): Command {
  return command({
    meta: { name: name.toLowerCase(), description: COMMANDS[name].summary },
    guide,
    args: { ...argsOf(name), ...JSON_ARG, ...COMMON_ARGS },
    run: async ({ args }) => {
      // Checked output is valid input too: the schemas' clean-up changes nothing twice.
      const data = await askAbout(name, inputOf(name, args) as Input<N>, socketOf(args));
      writeAnswer(args.json === true, data, format);
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
  const { session_id } = meant(name, input.session_id, await ask("LIST", {}, socket));
  try {
    return await ask(name, { ...input, session_id }, socket);
  } catch (error) {
    throw error instanceof ConsoleError ? inPlainWords(error) : error;
  }
}

function meant(name: AboutSession, word: string, sessions: readonly Session[]): Session {
  if (name !== "REOPEN") return findSession(word, sessions);
  const isOpen = sessions.some(({ session_id, closed }) => session_id === word && !closed);
  if (isOpen) throw new ConsoleError("refused", `session is not closed: ${word}`);
  return findSession(
    word,
    sessions.filter(({ closed }) => closed),
  );
}

/** Without the word in capitals that v1's clients look for. */
function inPlainWords({ code, message }: ConsoleError): ConsoleError {
  const plain = message.replace(/^[A-Z]+(_[A-Z]+)+ (.)/, (_all, _word, first) =>
    first.toLowerCase(),
  );
  return new ConsoleError(code, plain);
}
