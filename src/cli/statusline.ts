import { nextInNeed, nextWakeMs } from "../attention/rank.ts";
import { applyEvent, type Roster } from "../attention/roster.ts";
import {
  ASCII_FORMAT,
  DEFAULT_FORMAT,
  formatStatusline,
  namesForStatusline,
  statuslineFacts,
  waybarModule,
} from "../attention/statusline.ts";
import { namesIn, openFault } from "../attention/template.ts";
import { type ConnectionEvents, openConnection } from "../client/connection.ts";
import { parseFrame } from "../client/frame.ts";
import { toExpected } from "../host/system-error.ts";
import type { Session } from "../protocol/session.ts";
import { toJson, toOneLine } from "../protocol/text.ts";
import { encodeRequest, type Reply } from "../protocol/wire.ts";
import { endWithReader, writeErr, writeOut } from "./output.ts";
import { checkRuntime } from "./runtime.ts";
import { socketOf } from "./socket.ts";
import { nearest, withSuggestion } from "./suggest.ts";

/** Reply timeout: a hub that takes longer counts as absent. */
const DEADLINE_MS = 500;

interface Options {
  socket: string | undefined;
  format: string | undefined;
  isFollowing: boolean;
  /** What a line is: text, or JSON with its parts, or what Waybar takes. */
  kind: "text" | "json" | "waybar";
  /** Whether the exit status says that somebody waits. */
  answers: boolean;
}

/** Exit statuses with `--exit-code`. */
const SOMEBODY_WAITS = 0;
const NOBODY_WAITS = 1;
const NO_HUB = 69;
/** Of a command line that a person has typed wrongly. */
const WRONG = 2;

const FLAGS = ["--format", "--json", "--waybar", "--exit-code", "--follow", "--socket", "--help"];

/**
 * Prints one line for a status bar, and resolves to 0 whatever happens, unless the
 * exit status was asked for, or a person mistyped something at a terminal. Where there
 * is no hub the line is empty, and none is started. It reads its own arguments and
 * loads next to nothing, as bars run it all the time.
 */
export async function runStatusline(args: readonly string[]): Promise<number> {
  const { options, faults } = readArgs(args);
  const ofTemplate = faultsOf(options.format);
  if (faults.length + ofTemplate.length > 0) {
    // Loaded here: every command and the hub would hold it, and be slower by a third.
    const { isatty } = await import("node:tty");
    // No bar has a terminal for its output, and each of its lines would end in a log.
    const isTyped = isatty(1);
    if (isTyped) faults.push(...ofTemplate);
    for (const fault of faults) writeErr(toOneLine(fault));
    if (isTyped) return WRONG;
  }
  let sessions: readonly Session[] | undefined;
  try {
    checkRuntime();
    const socket = socketOf(options);
    if (options.isFollowing) await followLine(socket, options);
    else sessions = await listSessions(socket);
  } catch (thrown) {
    // What is wrong goes to standard error; a bar shows standard output.
    const error = toExpected(thrown);
    writeErr(error instanceof Error ? error.message : String(error));
  }
  writeLine(lineOf(sessions, options));
  if (!options.answers) return 0;
  if (sessions === undefined) return NO_HUB;
  return nextInNeed(sessions, Date.now()) === undefined ? NOBODY_WAITS : SOMEBODY_WAITS;
}

function writeLine(line: string): void {
  try {
    writeOut(`${line}\n`);
  } catch (thrown) {
    const error = toExpected(thrown);
    writeErr(error instanceof Error ? error.message : String(error));
  }
}

function readArgs(args: readonly string[]): { options: Options; faults: string[] } {
  const faults: string[] = [];
  const options: Options = {
    ...{ socket: undefined, format: undefined, isFollowing: false },
    ...{ kind: "text", answers: false },
  };
  for (let i = 0; i < args.length; i += 1) {
    const [flag = "", ...rest] = (args[i] ?? "").split("=");
    const value = () => {
      const given = rest.length > 0 ? rest.join("=") : args[++i];
      if (given === undefined) faults.push(`${flag}: expected a value`);
      return given;
    };
    if (flag === "--follow") options.isFollowing = true;
    else if (flag === "--json") options.kind = "json";
    else if (flag === "--waybar") options.kind = "waybar";
    else if (flag === "--exit-code") options.answers = true;
    else if (flag === "--format") options.format = value();
    else if (flag === "--socket") options.socket = value();
    else if (flag.startsWith("-")) faults.push(withSuggestion(`unknown flag ${flag}`, flag, FLAGS));
    else faults.push(`unexpected argument: ${args[i]}`);
  }
  return { options, faults };
}

/** What a template asks for that there is not. */
function faultsOf(template = ""): string[] {
  const known = namesForStatusline();
  const open = openFault(template);
  if (open !== undefined) return [`--format: ${open}`];
  return namesIn(template)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const help =
        meant === undefined ? `there are ${known.join(", ")}` : `did you mean {${meant}}?`;
      return `--format: no field {${name}} - ${help}`;
    });
}

function defaultFormat(env: Readonly<Record<string, string | undefined>>): string {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale) ? DEFAULT_FORMAT : ASCII_FORMAT;
}

function lineOf(sessions: readonly Session[] | undefined, options: Options): string {
  const format = options.format ?? defaultFormat(process.env);
  const nowMs = Date.now();
  if (options.kind === "json") return toJson(statuslineFacts(sessions, format, nowMs));
  if (options.kind === "waybar") return toJson(waybarModule(sessions, format, nowMs));
  return formatStatusline(sessions ?? [], format, nowMs);
}

/** The sessions; undefined when the hub is away, or too slow to wait for. */
async function listSessions(socket: string): Promise<Session[] | undefined> {
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
  return reply?.ok === true ? (reply.data as Session[]) : undefined; // the answer to LIST
}

/** Prints a line whenever it changes, until its bar is gone. */
async function followLine(socket: string, options: Options): Promise<void> {
  const { follow } = await import("../client/events.ts");
  const { timed } = await import("../client/timed.ts");
  const roster: Roster = new Map();
  let shown: string | undefined;
  let isThere = false;
  const events = follow(socket, { starts: false, isPatient: true });
  endWithReader();
  const dueMs = () => nextWakeMs(roster.values(), Date.now());
  for await (const event of timed(events, dueMs)) {
    if (event.type === "away") roster.clear();
    else if (event.type !== "tick") applyEvent(roster, event);
    if (event.type !== "tick") isThere = event.type !== "away";
    const line = lineOf(isThere ? [...roster.values()] : undefined, options);
    if (line !== shown) writeOut(`${line}\n`);
    shown = line;
  }
}
