import { type CommandDef, renderUsage, runCommand } from "citty";
import { ConsoleError } from "../protocol/errors.ts";
import { checkArgs } from "./args.ts";
import { command } from "./command.ts";
import { writeOut } from "./output.ts";
import { terminalStyle } from "./print.ts";
import { withSuggestion } from "./suggest.ts";

/** Every command, in the order the help lists them; loaded only when it runs. */
export const COMMAND_TREE: Readonly<Record<string, () => Promise<CommandDef>>> = {
  daemon: async () => (await import("./commands/daemon.ts")).daemon,
  status: async () => (await import("./commands/status.ts")).status,
  stop: async () => (await import("./commands/stop.ts")).stop,
  dump: async () => (await import("./commands/dump.ts")).dump,
  list: async () => (await import("./commands/list.ts")).list,
  get: async () => (await import("./commands/get.ts")).get,
  explain: async () => (await import("./commands/explain.ts")).explain,
  watch: async () => (await import("./commands/watch.ts")).watch,
  set: async () => (await import("./commands/set.ts")).set,
  rm: async () => (await import("./commands/rm.ts")).rm,
  delete: async () => (await import("./commands/delete.ts")).deleteSession,
  reopen: async () => (await import("./commands/reopen.ts")).reopen,
  ack: async () => (await import("./commands/ack.ts")).ack,
  unack: async () => (await import("./commands/unack.ts")).unack,
  snooze: async () => (await import("./commands/snooze.ts")).snooze,
  next: async () => (await import("./commands/next.ts")).next,
  wait: async () => (await import("./commands/wait.ts")).wait,
  focus: async () => (await import("./commands/focus.ts")).focus,
  notify: async () => (await import("./commands/notify.ts")).notify,
  statusline: async () => (await import("./commands/statusline.ts")).statusline,
  install: async () => (await import("./commands/install.ts")).install,
  uninstall: async () => (await import("./commands/uninstall.ts")).uninstall,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  agents: async () => (await import("./commands/agents.ts")).agents,
  hook: async () => (await import("./commands/hook.ts")).hook,
  service: async () => (await import("./commands/service.ts")).service,
  completions: async () => (await import("./commands/completions.ts")).completions,
  man: async () => (await import("./commands/man.ts")).man,
  version: async () => (await import("./commands/version.ts")).version,
};

const root = command({
  meta: {
    name: "agent-console",
    description: "The hub that knows what every coding agent is doing",
  },
  subCommands: COMMAND_TREE,
});

/** Finds the command and runs it, or prints help. @throws usage */
export async function runTree(argv: readonly string[]): Promise<void> {
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
  checkArgs(rawArgs, defs);
  try {
    await runCommand(found, { rawArgs: [...rawArgs] });
  } catch (error) {
    // citty's own: a missing argument. Its texts are fit for people, its exit status is not.
    if (error instanceof Error && error.name === "CLIError") {
      throw new ConsoleError("usage", Bun.stripANSI(error.message).replace(/^M/, "m"));
    }
    throw error;
  }
}

async function findCommand(name: string): Promise<CommandDef> {
  if (Object.hasOwn(COMMAND_TREE, name)) return (await COMMAND_TREE[name]?.()) ?? root;
  const kind = name.startsWith("-") ? "flag" : "command";
  const message = `unknown ${kind} ${name}`;
  const help = " - see agent-console --help";
  const suggested = withSuggestion(message, name, Object.keys(COMMAND_TREE));
  throw new ConsoleError("usage", suggested === message ? message + help : suggested);
}

async function printHelp(name: string | undefined): Promise<void> {
  const usage = await (name === undefined
    ? renderUsage(root)
    : renderUsage(await findCommand(name), root));
  const text = terminalStyle().color ? usage : Bun.stripANSI(usage);
  writeOut(`${text.replace(/ +$/gm, "")}\n`);
}

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h";
}
