import { runCommand } from "citty";
import { ConsoleError } from "../protocol/errors.ts";
import type { Command } from "./command.ts";
import { checkArgs, missingValue } from "./command-line.ts";
import { writeOut } from "./output.ts";
import { terminalStyle } from "./print.ts";
import { withSuggestion } from "./suggest.ts";
import { COMMAND_TREE } from "./tree.ts";

/** Finds the command and runs it, or prints help. @throws usage */
export async function dispatch(argv: readonly string[]): Promise<void> {
  const [name, ...rawArgs] = argv;
  if (name === undefined || isHelp(name) || name === "help") {
    await printHelp(rawArgs[0]);
    return;
  }
  const found = await findCommand(name);
  const end = rawArgs.indexOf("--");
  if ((end === -1 ? rawArgs : rawArgs.slice(0, end)).some(isHelp)) {
    await printHelp(name);
    return;
  }
  const defs = found.args ?? {};
  if (typeof defs === "function" || defs instanceof Promise) throw new Error("args must be plain");
  const checked = checkArgs(rawArgs, defs, name);
  await runCommand(found, { rawArgs: checked });
}

async function findCommand(name: string): Promise<Command> {
  const load = Object.hasOwn(COMMAND_TREE, name) ? COMMAND_TREE[name] : undefined;
  if (load !== undefined) return load();
  if (name === "--socket") throw missingValue("socket");
  const isFlag = name.startsWith("-");
  const message = `unknown ${isFlag ? "flag" : "command"} ${name}`;
  const help = isFlag
    ? "before the command stand only --socket and --json"
    : "see agent-console --help";
  const suggested = withSuggestion(message, name, isFlag ? FLAGS : Object.keys(COMMAND_TREE));
  throw new ConsoleError("usage", suggested === message ? `${message} - ${help}` : suggested);
}

/** What may be asked without a command, or before it. */
const FLAGS = ["--socket", "--json", "--help", "--version"];

async function printHelp(name: string | undefined): Promise<void> {
  // Loaded here, so that no command pays for it.
  const [{ formatCommandHelp, formatHelp }, { describeCommand, describeCommands }] =
    await Promise.all([import("./help.ts"), import("./shell/spec.ts")]);
  const style = terminalStyle();
  writeOut(
    name === undefined
      ? formatHelp(await describeCommands(COMMAND_TREE), style)
      : formatCommandHelp(describeCommand(name, await findCommand(name)), style),
  );
}

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h";
}
