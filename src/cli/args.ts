import type { ArgsDef } from "citty";
import * as v from "valibot";
import { type Checked, COMMANDS, type Command, type CommandName } from "../protocol/commands.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { describeIssue } from "../protocol/request.ts";

/** Flags that every command takes. */
export const COMMON_ARGS = {
  socket: {
    type: "string",
    valueHint: "path",
    description: "the hub's socket (default $AGENT_CONSOLE_SOCKET or /tmp/agent-console.sock)",
  },
} as const satisfies ArgsDef;

/** The flag of commands that answer with data. */
export const JSON_ARG = {
  json: { type: "boolean", description: "print the data as JSON and nothing else" },
} as const satisfies ArgsDef;

/** How a session may be named where it is there already. */
const SESSION_HINT = "the session: its id, the beginning of it, or what list calls it";

/** What a flag takes on the command line, where that is more than on the wire. */
const FLAG_HINTS: Readonly<Record<string, string>> = {
  working_dir: "the folder the agent works in; a relative one starts here",
};

/** The arguments a wire command takes, from its input schema. */
export function argsOf(name: CommandName): ArgsDef {
  const command: Command = COMMANDS[name];
  const args: ArgsDef = {};
  for (const field of command.positional) {
    const isRequired = !isOptional(command, field);
    args[field] = {
      type: "positional",
      required: isRequired,
      description:
        field === "session_id" && name !== "SET" ? SESSION_HINT : describe(command, field),
    };
  }
  for (const field of command.flags) {
    const description = FLAG_HINTS[field] ?? describe(command, field);
    args[toFlag(field)] = { type: "string", description };
  }
  return args;
}

/**
 * Builds a wire command's input from what the command line gave.
 * @throws usage, naming the argument and what was expected.
 */
export function inputOf<N extends CommandName>(
  name: N,
  args: Readonly<Record<string, unknown>>,
): Checked<N> {
  const command: Command = COMMANDS[name];
  const input: Record<string, unknown> = {};
  for (const field of [...command.positional, ...command.flags]) {
    const text = args[command.positional.includes(field) ? field : toFlag(field)];
    if (typeof text === "string") input[field] = isNumeric(command, field) ? toNumber(text) : text;
  }
  const checked = v.safeParse(command.input, input);
  if (!checked.success) {
    const message = describeIssue(checked.issues[0]);
    throw new ConsoleError(
      "usage",
      message.replace(/^\w+(?=:)/, (field) => asTyped(command, field)),
    );
  }
  return checked.output as Checked<N>; // the schema of `name` has produced it
}

function asTyped(command: Command, field: string): string {
  return command.flags.includes(field) ? `--${toFlag(field)}` : field;
}

/** The field as a flag is written: `working_dir` is `working-dir`. */
function toFlag(field: string): string {
  return field.replaceAll("_", "-");
}

function fieldSchema(command: Command, field: string): v.GenericSchema | undefined {
  return command.input.entries[field];
}

function describe(command: Command, field: string): string {
  const schema = fieldSchema(command, field);
  return (schema && v.getDescription(schema)) ?? "";
}

function isOptional(command: Command, field: string): boolean {
  const schema = fieldSchema(command, field);
  return schema !== undefined && v.is(schema, undefined);
}

/** Whether the schema of the field wants a number. */
export function isNumeric(command: Command, field: string): boolean {
  const schema = fieldSchema(command, field);
  return schema !== undefined && v.is(schema, 1) && !v.is(schema, "1");
}

// What is no number stays as it was written, for the schema to name.
function toNumber(text: string): unknown {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
