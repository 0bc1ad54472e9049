import * as v from "valibot";
import {
  AbsolutePath,
  AgentType,
  Count,
  Flag,
  field,
  integer,
  Label,
  list,
  nullableField,
  OneLine,
  Priority,
  Reason,
  record,
  Title,
  text,
  told,
  WorkingDir,
} from "./fields.ts";
import { Given, Question } from "./questions.ts";
import { quote, toOneLine, truncate } from "./text.ts";

/** The type of a session whose agent nobody has named (v1). */
export const DEFAULT_AGENT_TYPE = "claudecode";
/** Transitions kept per session. */
export const MAX_HISTORY = 10;
/** Longest time that a question may be held back. */
export const MAX_HOLD_MS = 5000;
/** A session not heard from for this long, and not provably alive, is shown as `stale`. */
export const STALE_AFTER_MS = 15 * 60_000;
/** A session heard from within this time counts as active for STOP and the idle exit (v1). */
export const ACTIVE_WITHIN_MS = 60 * 60_000;

const STATUSES = ["working", "attention", "question", "closed"] as const;

/** `working`; `attention`: its turn is over or it wants a look; `question`: blocked on an answer; `closed`. */
export const Status = v.picklist(
  STATUSES,
  (issue) => `invalid status: ${wordOf(issue.input)} (expected: ${STATUSES.join(", ")})`,
);
export type Status = v.InferOutput<typeof Status>;

/** The same as a report says it, in any case (v1). */
const ReportedStatus = v.pipe(
  v.custom<Status>(() => true), // looked at below
  v.transform((word): unknown => inLowerCase(word)),
  Status,
);

const SESSION_ID_EXPECTED = "expected 1 to 256 characters, none of them a control character";
/** Opaque name of a session: 1–256 characters, no control characters. */
export const SessionId = v.pipe(
  text(1, 256, SESSION_ID_EXPECTED),
  v.check((id) => id.isWellFormed(), SESSION_ID_EXPECTED),
);
export type SessionId = v.InferOutput<typeof SessionId>;

/**
 * What a terminal multiplexer or emulator said about the pane an agent runs in,
 * e.g. `{"tmux":"/tmp/tmux-1000/default","tmux_pane":"%3"}`. Keys are the
 * variables' names in lower case.
 */
export const Terminal = record(
  v.pipe(
    text(0, 512, "expected at most 512 characters, none of them a control character"),
    v.transform((value) => value.toWellFormed()),
  ),
  32,
);
export type Terminal = v.InferOutput<typeof Terminal>;

/** How a report came about. `command` is a statement and always wins; the others are evidence. */
export const Source = v.picklist(
  ["command", "hook", "registry", "transcript", "process"],
  "expected command, hook, registry, transcript or process",
);
export type Source = v.InferOutput<typeof Source>;

/**
 * A report about one session: the input of SET, and what every hook adapter
 * returns. Only the fields given change. The second half is for hooks: evidence
 * about a session rather than a statement of its status.
 */
export const Report = v.object({
  session_id: told(SessionId, "the session: any name"),
  status: field(
    ReportedStatus,
    "working, attention, question or closed, in any case; needed for a new session",
  ),
  working_dir: nullableField(
    WorkingDir,
    "absolute path the agent works in; a relative one says nothing",
  ),
  priority: field(Priority, "higher sorts first within a status"),
  agent_type: field(AgentType, `which agent (default ${DEFAULT_AGENT_TYPE})`),
  reason: nullableField(Reason, "why: turn_done, permission, question, error, …"),
  message: nullableField(OneLine, "one line for a person"),
  title: nullableField(Title, "what the agent calls the session; never the prompt"),
  pid: nullableField(integer(1, 2 ** 31 - 1), "process id of the agent"),
  pid_start: nullableField(Label, "when that process started, as its system tells it"),
  pid_space: field(Label, "what that process id counts in, as its system names it"),
  host: nullableField(Label, "the machine it runs on, when not the hub's"),
  transcript: nullableField(AbsolutePath, "the agent's own record of the session"),
  registry: nullableField(AbsolutePath, "folder where the agent keeps a record of each process"),
  parent_id: nullableField(SessionId, "the session that started this one"),
  background: field(integer(0, 10_000), "running background tasks"),
  terminal: nullableField(Terminal, "the pane it runs in, as its environment tells"),
  at_ms: field(integer(0), "when it happened, Unix milliseconds (default: now)"),
  source: field(Source, "what the report rests on (default command)"),
  event: field(Label, "the agent's own name for the event"),
  asks: field(Label, "opens the question of this name, when status is question"),
  call: field(Label, "the tool call it is about: begins, and would ask under `asks`; else it ends"),
  settles_others: field(Flag, "ends what the call's thread asks about no call that runs"),
  hold_ms: field(
    integer(0, MAX_HOLD_MS),
    "show the question, or the turn's end, only if it still holds after this long",
  ),
  answers: field(Label, "closes the question of this name; a trailing * closes all that begin so"),
  only_from: field(list(Status, 8, "statuses"), "change the status only from one of these"),
  continues: field(Flag, "goes on with what ran: begins nothing where a turn has ended"),
  queues: field(Flag, "a prompt: given while a turn runs, it has a turn of its own after that"),
  turn: field(
    Label,
    "the agent's own id of the turn: what comes late of one that ended begins nothing",
  ),
  reminder: field(Flag, "asks again: opens no question where one was asked shortly before"),
  unless_background: field(Flag, "while subagents run, it works on in the background instead"),
  subagent_start: field(Label, "the subagent of this id began: counts in background"),
  subagent_stop: field(Label, "the subagent of this id ended"),
  replaces: field(SessionId, "the session that this one goes on in the place of"),
  replaces_pid: field(Flag, "this one goes on in the place of its process's earlier session"),
  ancestors: field(
    list(integer(1, 2 ** 31 - 1), 64, "process ids"),
    "process ids above the agent's own, nearest first: finds parent_id",
  ),
  report_id: field(Label, "names this very report: one that comes twice is taken once"),
  replayed: field(Flag, "from while the hub was away: news only if it still holds"),
});
/** A report as its sender writes it, before defaults and clean-up. */
export type Report = v.InferInput<typeof Report>;
/** A report as the store takes it, checked and cleaned. */
export type CheckedReport = v.InferOutput<typeof Report>;

/** Checks and cleans a report that was put together from another program's file; null when it is none. */
export function parseReport(input: unknown): CheckedReport | null {
  const checked = v.safeParse(Report, input);
  return checked.success ? checked.output : null;
}

/** One transition: the status entered, and when, in Unix seconds (v1). */
export const Transition = v.object({
  status: told(Status, "the status entered"),
  at_secs: told(Count, "when, in Unix seconds"),
  answer: told(
    v.exactOptional(Given),
    "there where a question was answered through this hub just before",
  ),
});
export type Transition = v.InferOutput<typeof Transition>;

const Text = v.nullable(v.string());
const Moment = v.nullable(Count);

/** A session as it stands on the wire. Integers are never negative and never fractional (v1). */
export const Session = v.object({
  session_id: told(SessionId, "opaque name of the session"),
  instance: told(v.string(), "another value means another session of the same name"),
  agent_type: told(v.string(), `which agent; ${DEFAULT_AGENT_TYPE} when nobody has said`),
  status: told(
    Status,
    "working; attention: its turn is over, or it wants a look; question: blocked on an answer or a permission; closed",
  ),
  working_dir: told(Text, "absolute path the agent works in; null when unknown"),
  elapsed_seconds: told(Count, "since it entered its status"),
  idle_seconds: told(Count, "since the last report"),
  history: told(
    v.pipe(v.array(Transition), v.maxLength(MAX_HISTORY)),
    "the last transitions, oldest first",
  ),
  closed: told(v.boolean(), "whether the status is closed"),
  priority: told(Count, "higher sorts first within a status"),
  display_name: told(v.string(), "last component of working_dir; unknown for none or /"),
  reason: told(Text, "why it is in its status: turn_done, permission, question, error, …"),
  message: told(Text, "one line for a person, without control characters"),
  title: told(Text, "what the agent calls the session, where it has a name for it"),
  seq: told(Count, "the change number at which it last changed"),
  since_ms: told(Count, "when it entered its status, Unix milliseconds"),
  updated_ms: told(Count, "when it was last reported, Unix milliseconds"),
  host: told(Text, "the machine it runs on; null for the hub's own"),
  via: told(Text, "the hub that a relay brought it from; null for what this hub saw itself"),
  pid: told(Moment, "process id of the agent"),
  parent_id: told(Text, "the session that started this one"),
  background: told(Count, "running background tasks and subagents"),
  terminal: told(v.nullable(Terminal), "the pane it runs in: variables of its environment"),
  acknowledged_ms: told(Moment, "when a person said they had seen it, Unix milliseconds"),
  snoozed_until_ms: told(Moment, "not to be shown as waiting until then, Unix milliseconds"),
  stale: told(
    v.boolean(),
    "not heard from for 15 minutes and not provably alive, or what brought it is gone",
  ),
  replaced_by: told(Text, "the session that goes on in its place"),
  questions: told(v.array(Question), "what it waits on, the oldest first"),
  replayed: told(v.boolean(), "changed while the hub was away: news only if it still holds"),
});
export type Session = v.InferOutput<typeof Session>;

/** A status in any case, or the word as it came. */
function inLowerCase(word: unknown): unknown {
  const lower = typeof word === "string" ? word.toLowerCase() : word;
  return (STATUSES as readonly unknown[]).includes(lower) ? lower : word;
}

// Version 1 writes the word as it came.
function wordOf(input: unknown): string {
  return typeof input === "string" ? truncate(toOneLine(input), 80) : quote(input);
}
