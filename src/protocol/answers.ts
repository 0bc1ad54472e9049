// What the daemon answers with, besides sessions. Only the types are used while
// the program runs; the reference and the JSON Schema are made from the rest.
import * as v from "valibot";
import type { CommandName } from "./commands.ts";
import { Count, told } from "./fields.ts";
import { RelayFacts } from "./received.ts";
import { Session, Source, Status } from "./session.ts";

/** Sessions in number. */
export const Counts = v.object({
  active: told(Count, "sessions that are not closed"),
  closed: told(Count, "closed sessions that are kept"),
});

const facts = {
  uptime_seconds: told(Count, "how long the daemon has run"),
  connections: told(Count, "open connections, this one too"),
  subscribers: told(Count, "connections that have sent SUB"),
  memory_mb: told(v.nullable(v.number()), "resident memory; null when unknown"),
  socket_path: told(v.string(), "where it listens"),
  app_version: told(v.string(), "version of the program"),
  pid: told(Count, "the daemon's process id"),
  epoch: told(v.string(), "names this life of the state"),
  seq: told(Count, "changes counted so far"),
  warnings: told(v.array(v.string()), "what keeps it from working fully"),
};

/** What the daemon says of itself: facts of the process that need no session. */
export const Facts = v.object(facts);
export type Facts = v.InferOutput<typeof Facts>;

/** When an agent was last heard through its hooks, and what it said. */
export const LastHeard = v.object({
  agent_type: told(v.string(), "which agent"),
  session_id: told(v.string(), "the session the hook was about"),
  event: told(v.nullable(v.string()), "the agent's own name for the event"),
  at_ms: told(Count, "when it happened, Unix milliseconds"),
});
export type LastHeard = v.InferOutput<typeof LastHeard>;

/** How long the sessions of one project waited for a person; a restart does not end the count. */
export const Waited = v.object({
  working_dir: told(
    v.nullable(v.string()),
    "the project: of a repository its own folder, for subfolders and worktrees too; null where it is unknown",
  ),
  today_seconds: told(Count, "since midnight, where the daemon is"),
  total_seconds: told(Count, "in all"),
});
export type Waited = v.InferOutput<typeof Waited>;

/** What RECEIVE answers. */
export const Taken = v.object({
  taken: told(Count, "sessions that are shown now"),
  refused: told(Count, "sessions for which there is no room, or whose id is somebody else's"),
});
export type Taken = v.InferOutput<typeof Taken>;

/** The daemon's health. */
export const Health = v.object({
  ...facts,
  sessions: told(Counts, "how many sessions there are"),
  agents: told(v.array(LastHeard), "last hook heard of each kind of agent"),
  waits: told(v.array(Waited), "how long each project waited for a person"),
  relays: told(v.array(RelayFacts), "relays that are connected, and what each publishes where"),
});
export type Health = v.InferOutput<typeof Health>;

/** The whole state, for people who look for a fault. */
export const Dump = v.object({
  ...facts,
  sessions: told(v.array(Session), "all sessions, closed ones too"),
  session_counts: told(Counts, "how many sessions there are"),
});
export type Dump = v.InferOutput<typeof Dump>;

/** What one source said last of a session, and what became of it. */
export const Testimony = v.object({
  source: told(Source, "which kind of evidence"),
  at_ms: told(v.nullable(Count), "when it was so; null for never heard"),
  event: told(v.nullable(v.string()), "the source's own name for what happened"),
  status: told(v.nullable(Status), "what it says the status is; null for nothing"),
  reason: told(v.nullable(v.string()), "the reason it gives"),
  message: told(v.nullable(v.string()), "the message it gives"),
  settled: told(v.boolean(), "the present status rests on this"),
  verdict: told(v.string(), "why it did or did not settle the status"),
});
export type Testimony = v.InferOutput<typeof Testimony>;

/** A question that is open. */
export const OpenQuestion = v.object({
  reason: told(v.nullable(v.string()), "question, permission, plan, …"),
  message: told(v.nullable(v.string()), "what is asked, one line"),
  at_ms: told(Count, "when it was asked, Unix milliseconds"),
  held: told(v.boolean(), "not shown yet: it may be answered by itself"),
});

/** A session's status and what it rests on. */
export const Explanation = v.object({
  session: told(Session, "the session"),
  settled_by: told(v.nullable(Source), "the source the status rests on"),
  settled_at_ms: told(v.nullable(Count), "when that was so, Unix milliseconds"),
  last_evidence_ms: told(Count, "when anything was last known of it, Unix milliseconds"),
  evidence: told(v.array(Testimony), "each source, the weightiest first"),
  questions: told(v.array(OpenQuestion), "questions that are open, the oldest first"),
});
export type Explanation = v.InferOutput<typeof Explanation>;

/** Answer to STOP: done, or how many active sessions ask for a confirmation first (v1). */
export const Stopped = v.union([
  v.object({ stop_status: told(v.literal("ok"), "the daemon stops") }),
  v.object({
    stop_status: told(v.literal("confirm_required"), "sessions are active: ask a person first"),
    active_count: told(Count, "how many"),
  }),
]);
export type Stopped = v.InferOutput<typeof Stopped>;

/**
 * Answer to UPGRADE: the daemon leaves and its successor is to be started with
 * these flags, or goes on as the program that was named; or it stays, for it is not older, is run by a service manager
 * that would start it again, or keeps no journal to hand its state over by.
 */
export const Upgrade = v.object({
  upgrade_status: told(
    v.picklist(["ok", "renewed", "current", "supervised", "no_journal"]),
    "ok: it leaves; renewed: it goes on as that program, and no connection ends; current: it is not older; supervised: its service manager would start it again; no_journal: it keeps none to hand its state over by",
  ),
  flags: told(v.array(v.string()), "what its successor is to be started with"),
});
export type Upgrade = v.InferOutput<typeof Upgrade>;

/** Answer to HOLD. */
export const Held = v.object({
  question_id: told(
    v.nullable(v.string()),
    "the question that is held; null where it is not open any more, and nothing will be said",
  ),
  why_not: told(v.nullable(v.string()), "why it can't be answered here; null where it can"),
});
export type Held = v.InferOutput<typeof Held>;

/** Answer to ANSWER. */
export const Answered = v.object({
  answer_status: told(
    v.picklist(["taken", "answered_elsewhere", "not_held"]),
    "taken: handed to the agent; answered_elsewhere: somebody was first, here or at the agent; not_held: nobody stays for the answer, so it has to be given at the agent",
  ),
});
export type Answered = v.InferOutput<typeof Answered>;

/** What each command answers. */
export const ANSWERS = {
  SET: Session,
  GET: Session,
  LIST: v.array(Session),
  RM: Session,
  DELETE: Session,
  REOPEN: Session,
  EXPLAIN: Explanation,
  ACK: Session,
  UNACK: Session,
  SNOOZE: Session,
  HOLD: Held,
  ANSWER: Answered,
  SUB: v.literal("subscribed"),
  RECEIVE: Taken,
  RELAY: v.literal("noted"),
  STATUS: Health,
  DUMP: Dump,
  STOP: Stopped,
  UPGRADE: Upgrade,
} as const satisfies Record<CommandName, v.GenericSchema>;
export type Output<N extends CommandName> = v.InferOutput<(typeof ANSWERS)[N]>;
