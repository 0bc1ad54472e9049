import { nextWakeMs } from "../attention/rank.ts";
import { applyEvent, type Roster } from "../attention/roster.ts";
import { ASCII_FORMAT, DEFAULT_FORMAT, formatStatusline } from "../attention/statusline.ts";
import { type ConnectionEvents, openConnection } from "../client/connection.ts";
import { parseFrame } from "../client/frame.ts";
import { toExpected } from "../host/system-error.ts";
import type { Session } from "../protocol/session.ts";
import { encodeRequest, type Reply } from "../protocol/wire.ts";
import { endWithReader, writeErr, writeOut } from "./output.ts";
import { checkRuntime } from "./runtime.ts";
import { socketOf } from "./socket.ts";

/** Reply timeout: a hub that takes longer counts as absent. */
const DEADLINE_MS = 500;

interface Options {
  socket: string | undefined;
  format: string | undefined;
  isFollowing: boolean;
}

/**
 * Prints one line for a status bar, and resolves to 0 whatever happens: where
 * there is no hub the line is empty, and none is started. It reads its own
 * arguments and loads next to nothing, as bars run it all the time.
 */
export async function runStatusline(args: readonly string[]): Promise<0> {
  try {
    checkRuntime();
    const options = readArgs(args);
    const socket = socketOf(options);
    const format = options.format ?? defaultFormat(process.env);
    if (options.isFollowing) await followLine(socket, format);
    else writeOut(`${lineOf(await listSessions(socket), format)}\n`);
  } catch (thrown) {
    // What is wrong goes to standard error; a bar shows standard output.
    const error = toExpected(thrown);
    writeErr(error instanceof Error ? error.message : String(error));
    writeEmpty();
  }
  return 0;
}

function writeEmpty(): void {
  try {
    writeOut("\n");
  } catch {
    // It is standard output that fails, and that has been said.
  }
}

function readArgs(args: readonly string[]): Options {
  const options: Options = { socket: undefined, format: undefined, isFollowing: false };
  for (let i = 0; i < args.length; i += 1) {
    const [flag = "", ...rest] = (args[i] ?? "").split("=");
    const value = () => (rest.length > 0 ? rest.join("=") : args[++i]);
    if (flag === "--follow") options.isFollowing = true;
    else if (flag === "--format") options.format = value();
    else if (flag === "--socket") options.socket = value();
    else writeErr(`statusline: unexpected argument ${flag}`);
  }
  return options;
}

function defaultFormat(env: Readonly<Record<string, string | undefined>>): string {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale) ? DEFAULT_FORMAT : ASCII_FORMAT;
}

function lineOf(sessions: readonly Session[], format: string): string {
  return formatStatusline(sessions, format, Date.now());
}

/** The sessions; none when the hub is away, or too slow to wait for. */
async function listSessions(socket: string): Promise<Session[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply | undefined>();
  const giveUp = () => resolve(undefined);
  const timer = setTimeout(giveUp, DEADLINE_MS);
  const events: ConnectionEvents = {
    onLine: (line) => resolve(parseFrame<Reply>(line)),
    onClose: (failure) => (failure === undefined ? giveUp() : reject(failure)),
  };
  openConnection(socket, events).then(
    (connection) => connection.send(encodeRequest("LIST", {})),
    giveUp, // no hub
  );
  const reply = await promise.finally(() => clearTimeout(timer));
  return reply?.ok === true ? (reply.data as Session[]) : []; // the answer to LIST
}

/** Prints a line whenever it changes, until its bar is gone. */
async function followLine(socket: string, format: string): Promise<void> {
  const { follow } = await import("../client/events.ts");
  const { timed } = await import("../client/timed.ts");
  const roster: Roster = new Map();
  let shown: string | undefined;
  const events = follow(socket, { starts: false, isPatient: true });
  endWithReader();
  const dueMs = () => nextWakeMs(roster.values(), Date.now());
  for await (const event of timed(events, dueMs)) {
    if (event.type === "away") roster.clear();
    else if (event.type !== "tick") applyEvent(roster, event);
    const line = lineOf([...roster.values()], format);
    if (line !== shown) writeOut(`${line}\n`);
    shown = line;
  }
}
