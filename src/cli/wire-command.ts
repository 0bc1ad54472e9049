import { request } from "../client/request.ts";
import type { Output } from "../protocol/answers.ts";
import { COMMANDS, type CommandName, type Input } from "../protocol/commands.ts";
import { withCure } from "./absent.ts";
import { argsOf, COMMON_ARGS, inputOf } from "./args.ts";
import { type Command, command } from "./command.ts";
import type { Guide } from "./guide.ts";
import { OUTPUT_ARGS, readForm, writeOne } from "./output-form.ts";
import { socketOf } from "./socket.ts";

/**
 * The command line's form of a wire command: arguments from its schema, one
 * request, the answer printed by `format` or as JSON.
 */
export function wireCommand<N extends "STATUS" | "DUMP">(
  name: N,
  format: (data: Output<N>) => string,
  guide: Guide,
): Command {
  return command({
    meta: { name: name.toLowerCase(), description: COMMANDS[name].summary },
    guide,
    args: { ...argsOf(name), ...OUTPUT_ARGS, ...COMMON_ARGS },
    run: async ({ args }) => {
      const form = await readForm(name.toLowerCase() as Lowercase<N>, args);
      // Checked output is valid input too: the schemas' clean-up changes nothing twice.
      const socket = socketOf(args);
      const asked = ask(name, inputOf(name, args) as Input<N>, socket);
      const data = await withCure(socket, asked);
      writeOne(form, data, format);
    },
  });
}

/** One request to the daemon, which is started first where the command may do that. */
export function ask<N extends CommandName>(
  name: N,
  input: Input<N>,
  socket: string,
): Promise<Output<N>> {
  return request(name, input, socket, COMMANDS[name].starts);
}
