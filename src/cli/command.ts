import { type ArgsDef, type CommandDef, defineCommand } from "citty";

/** Commands by name, each loaded only when it is asked for. */
export type CommandTree = Readonly<Record<string, () => Promise<CommandDef>>>;

/**
 * A command with its arguments checked against its own definition, in the plain
 * type that a table of commands can hold.
 */
export function command<const T extends ArgsDef>(definition: CommandDef<T>): CommandDef {
  // citty's CommandDef is invariant in its arguments; `run` only ever gets its own.
  return defineCommand(definition) as unknown as CommandDef;
}
