import { toExpected } from "../host/system-error.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { toOneLine } from "../protocol/text.ts";
import { APP_VERSION } from "../version.ts";
import { daemonForm } from "./forms.ts" with { type: "macro" };
import { hoistGlobalFlags } from "./global-flags.ts";
import { runHook } from "./hook.ts";
import { writeErr, writeOut } from "./output.ts";
import { readPlainArgs } from "./plain-args.ts";
import { checkRuntime } from "./runtime.ts";
import { runPlainSet } from "./set.ts";
import { runStatusline } from "./statusline.ts";

const DAEMON_FORM = daemonForm();

/**
 * Runs one command line and resolves to its exit status. Hot paths (hooks, status
 * bars, `set`) bypass the command tree, which is expensive to load.
 */
export async function run(given: readonly string[]): Promise<number> {
  const argv = hoistGlobalFlags(given);
  const [name, ...args] = argv;
  const asksHelp = args.includes("--help") || args.includes("-h");
  if (name === "hook" && !asksHelp) return runHook(args);
  if (name === "statusline" && !asksHelp) return runStatusline(args);
  try {
    checkRuntime();
    if (name === "--version" || name === "-v") writeOut(`agent-console ${APP_VERSION}\n`);
    else if (!(await runPlain(name, args))) await runAny(argv);
    return 0;
  } catch (thrown) {
    const error = toExpected(thrown);
    if (error instanceof ConsoleError) {
      writeErr(toOneLine(error.message)); // it may quote arguments, or what the daemon said
      return error.exitStatus;
    }
    writeErr(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 70;
  }
}

/** Runs a command by its fast path, where it has one and the arguments are plain. */
async function runPlain(name: string | undefined, args: readonly string[]): Promise<boolean> {
  if (name === "set") return runPlainSet(args);
  const plain = name === "daemon" ? readPlainArgs(args, DAEMON_FORM) : undefined;
  if (plain === undefined) return false;
  // In parallel: the first would import the second.
  const [{ runDaemonCommand }] = await Promise.all([
    import("./serve.ts"),
    import("../daemon/daemon.ts"),
  ]);
  await runDaemonCommand(plain);
  return true;
}

async function runAny(argv: readonly string[]): Promise<void> {
  const { dispatch } = await import("./dispatch.ts");
  await dispatch(argv);
}
