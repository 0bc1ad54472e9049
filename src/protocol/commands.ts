import * as v from "valibot";
import { AbsolutePath, Flag, field, integer, told } from "./fields.ts";
import type { WireErrorCode } from "./frames.ts";
import { Answering, Holding } from "./holding.ts";
import { Received, RelayFacts } from "./received.ts";
import { Report, SessionId } from "./session.ts";

/**
 * One wire command. Wire checks, handler and client types, CLI arguments, help
 * and the README's reference all derive from this; nothing else names a field.
 */
export interface Command {
  summary: string;
  input: v.ObjectSchema<v.ObjectEntries, undefined>;
  /** Fields that the command line takes by position, in order. */
  positional: readonly string[];
  /** Errors of its own, besides those that any request may get. */
  refuses: readonly WireErrorCode[];
  /** May asking this start the daemon? Asking whether it runs must not make it run. */
  starts: boolean;
  /** Input fields the command line offers as flags; the others are for programs. */
  flags: readonly string[];
}

const bySession = v.object({ session_id: told(SessionId, "the session's id") });
/** Longest time that a session may be put off for. */
export const MAX_SNOOZE_MS = 366 * 24 * 3_600_000;
const SnoozeTime = told(integer(1, MAX_SNOOZE_MS), "for how long, in milliseconds");
const nothing = v.object({});

/** Every command of the wire, by its name in upper case. The single source of truth. */
export const COMMANDS = {
  SET: {
    summary: "Report a session: create it, or change the given fields",
    input: Report,
    refuses: ["too_many_sessions", "session_not_found"],
    positional: ["session_id", "status"],
    starts: true,
    flags: ["working_dir", "priority", "agent_type", "message", "reason"],
  },
  GET: {
    summary: "Show one session",
    input: bySession,
    refuses: ["session_not_found"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  LIST: {
    summary: "List the sessions, those that need you first",
    input: nothing,
    refuses: [],
    positional: [],
    starts: true,
    flags: [],
  },
  RM: {
    summary: "Close a session and keep it in the list of closed ones",
    input: bySession,
    refuses: ["session_not_found", "not_permitted"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  DELETE: {
    summary: "Forget a session",
    input: bySession,
    refuses: ["session_not_found"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  REOPEN: {
    summary: "Bring a closed session back, as attention",
    input: bySession,
    refuses: ["session_not_found", "not_resumable"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  EXPLAIN: {
    summary: "Show why a session is in its status: what says so, and what says otherwise",
    input: bySession,
    refuses: ["session_not_found"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  ACK: {
    summary: "Say that you have seen a session: it waits for nobody until something new happens",
    input: bySession,
    refuses: ["session_not_found", "session_closed"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  UNACK: {
    summary: "Take an ack or a snooze back",
    input: bySession,
    refuses: ["session_not_found", "session_closed"],
    positional: ["session_id"],
    starts: true,
    flags: [],
  },
  SNOOZE: {
    summary: "Put a session off: it waits for nobody for a while, or until something new happens",
    input: v.object({ ...bySession.entries, for_ms: SnoozeTime }),
    refuses: ["session_not_found", "session_closed"],
    positional: ["session_id", "for_ms"],
    starts: true,
    flags: [],
  },
  HOLD: {
    summary: "Report a question, and stay for its answer: for hooks",
    input: Holding,
    refuses: ["too_many_sessions", "session_not_found"],
    positional: [],
    starts: true,
    flags: [],
  },
  ANSWER: {
    summary: "Answer a question of a session's, where its agent can take that",
    input: Answering,
    refuses: ["session_not_found", "not_answerable", "not_seen", "not_permitted"],
    positional: ["session_id", "decision"],
    starts: true,
    flags: ["message"],
  },
  SUB: {
    summary: "Subscribe: one snapshot, then every change",
    input: v.object({
      epoch: field(v.string("expected a string"), "epoch of the state last seen"),
      since: field(integer(0), "seq last seen: only what changed after it is sent"),
    }),
    refuses: [],
    positional: [],
    starts: true,
    flags: [],
  },
  RECEIVE: {
    summary: "Show sessions of another hub for as long as this connection lasts: for relays",
    input: Received,
    refuses: [],
    positional: [],
    starts: true,
    flags: [],
  },
  RELAY: {
    summary: "Say what this connection relays, and whether its broker answers",
    input: RelayFacts,
    refuses: [],
    positional: [],
    starts: true,
    flags: [],
  },
  STATUS: {
    summary: "Show the daemon's health",
    input: nothing,
    refuses: [],
    positional: [],
    starts: false,
    flags: [],
  },
  DUMP: {
    summary: "Show the daemon's full state as JSON",
    input: nothing,
    refuses: [],
    positional: [],
    starts: false,
    flags: [],
  },
  STOP: {
    summary: "Stop the daemon",
    input: v.object({
      confirmed: field(Flag, "stop though sessions are active"),
    }),
    refuses: [],
    positional: [],
    starts: false,
    flags: [],
  },
  UPGRADE: {
    summary: "Leave, so that a newer version can take over the state",
    input: v.object({
      app_version: v.pipe(
        v.string("expected a version"),
        v.maxLength(64, "expected a version"),
        v.description("the version that asks; a daemon only ever gives way to a newer one"),
      ),
      program: field(
        AbsolutePath,
        "the program of that version: where it can, the daemon goes on as that",
      ),
    }),
    refuses: [],
    positional: [],
    starts: false,
    flags: [],
  },
} as const satisfies Record<string, Command>;

/** The commands by name, and what each takes; what each gives is in `answers.ts`. */
export type Commands = typeof COMMANDS;
export type CommandName = keyof Commands;
/** What the sender writes. */
export type Input<N extends CommandName> = v.InferInput<Commands[N]["input"]>;
/** What the handler gets, checked. */
export type Checked<N extends CommandName> = v.InferOutput<Commands[N]["input"]>;

/** Finds a command without regard to case (v1); `constructor` and the like are none. */
export function findCommand(name: string): CommandName | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(COMMANDS, upper) ? (upper as CommandName) : undefined; // just proved
}
