import { absolutePath } from "../host/path.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { LOG_LEVELS, type LogLevel } from "../protocol/log-level.ts";
import { durationOf } from "./duration.ts";
import type { PlainArgs } from "./plain-args.ts";
import { reportSocketOf, socketOf } from "./socket.ts";

/** How the daemon is to run. */
export interface DaemonSettings {
  socket: string;
  reportSocket: string | undefined;
  idleTimeoutMs: number;
  keepsJournal: boolean;
  trims: boolean;
  logLevel: LogLevel;
  logFile: string | undefined;
  /** The same as flags, for a successor. */
  flags: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the arguments of `daemon`. What no flag says the environment may say: a hub
 * that a command starts by itself gets no flags. @throws usage
 */
export function daemonSettings(args: PlainArgs, env: Environment): DaemonSettings {
  const socket = socketOf(args);
  const idle = settingOf(args, "idle-timeout", env, "AGENT_CONSOLE_IDLE_TIMEOUT") ?? DEFAULT_IDLE;
  const level = settingOf(args, "log-level", env, "AGENT_CONSOLE_LOG_LEVEL") ?? DEFAULT_LEVEL;
  const idleTimeoutMs = durationOf(idle.text, idle.name);
  const logLevel = parseLogLevel(level);
  const file = args["log-file"];
  const logFile = typeof file === "string" ? absolutePath(file) : undefined;
  // citty 0.2.2 reads --no-x as x = false, whatever is declared.
  const [keepsJournal, trims] = [args.journal !== false, args.trim !== false];
  const flags = ["--idle-timeout", idle.text, "--log-level", logLevel];
  if (!keepsJournal) flags.push("--no-journal");
  if (!trims) flags.push("--no-trim");
  if (logFile !== undefined) flags.push("--log-file", logFile);
  const reportSocket = reportSocketOf(args["report-socket"], socket);
  if (reportSocket !== undefined) flags.push("--report-socket", reportSocket);
  return { socket, reportSocket, idleTimeoutMs, keepsJournal, trims, logLevel, logFile, flags };
}

/** What of the environment keeps a hub from starting by itself there, if anything. */
export function whyNoSettings(socket: string, env: Environment): string | undefined {
  try {
    daemonSettings({ socket }, env);
    return undefined;
  } catch (error) {
    if (error instanceof ConsoleError) return error.message;
    throw error;
  }
}

/** A setting's text, and the name of whatever said it. */
interface Setting {
  name: string;
  text: string;
}

const DEFAULT_IDLE: Setting = { name: "--idle-timeout", text: "60m" };
const DEFAULT_LEVEL: Setting = { name: "--log-level", text: "info" };

function settingOf(
  args: PlainArgs,
  flag: string,
  env: Environment,
  variable: string,
): Setting | undefined {
  const given = args[flag];
  if (typeof given === "string") return { name: `--${flag}`, text: given };
  const text = env[variable];
  return text === undefined || text === "" ? undefined : { name: variable, text };
}

function parseLogLevel({ name, text }: Setting): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text);
  if (level !== undefined) return level;
  throw new ConsoleError("usage", `${name}: expected ${LOG_LEVELS.join(", ")}, got ${text}`);
}
