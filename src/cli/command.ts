import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import type { Guide } from "./guide.ts";

/** A command of the command line, with what its help says. */
export type Command = CommandDef & { guide: Guide };

/** Commands by name, each loaded only when it is asked for. */
export type CommandTree = Readonly<Record<string, () => Promise<Command>>>;

/**
 * A command with its arguments checked against its own definition, in the plain
 * type that a table of commands can hold.
 */
export function command<const T extends ArgsDef>(
  definition: CommandDef<T> & { guide: Guide },
): Command {
  // citty's CommandDef is invariant in its arguments; `run` only ever gets its own.
  return { ...defineCommand(definition), guide: definition.guide } as unknown as Command;
}
