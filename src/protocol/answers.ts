// What the daemon answers with, besides sessions.
import * as v from "valibot";
import { Session, Source, Status } from "./session.ts";

const counts = v.object({ active: v.number(), closed: v.number() });

const facts = {
  uptime_seconds: v.number(),
  connections: v.number(),
  subscribers: v.number(),
  memory_mb: v.nullable(v.number()),
  socket_path: v.string(),
  app_version: v.string(),
  pid: v.number(),
  epoch: v.pipe(v.string(), v.description("names this life of the state")),
  seq: v.pipe(v.number(), v.description("changes counted so far")),
  warnings: v.pipe(v.array(v.string()), v.description("what keeps it from working fully")),
};

/** What the daemon says of itself: facts of the process that need no session. */
export const Facts = v.object(facts);
export type Facts = v.InferOutput<typeof Facts>;

/** When an agent was last heard through its hooks, and what it said. */
export const LastHeard = v.object({
  agent_type: v.string(),
  session_id: v.string(),
  event: v.nullable(v.string()),
  at_ms: v.number(),
});
export type LastHeard = v.InferOutput<typeof LastHeard>;

/** The daemon's health. */
export const Health = v.object({
  ...facts,
  sessions: counts,
  agents: v.pipe(v.array(LastHeard), v.description("last hook heard of each kind of agent")),
});
export type Health = v.InferOutput<typeof Health>;

/** The whole state, for people who look for a fault. */
export const Dump = v.object({ ...facts, sessions: v.array(Session), session_counts: counts });
export type Dump = v.InferOutput<typeof Dump>;

/** What one source said last of a session, and what became of it. */
export const Testimony = v.object({
  source: Source,
  at_ms: v.pipe(v.nullable(v.number()), v.description("when it was so; null for never heard")),
  event: v.nullable(v.string()),
  status: v.pipe(v.nullable(Status), v.description("what it says the status is; null for nothing")),
  reason: v.nullable(v.string()),
  message: v.nullable(v.string()),
  settled: v.pipe(v.boolean(), v.description("the present status rests on this")),
  verdict: v.pipe(v.string(), v.description("why it did or did not settle the status")),
});
export type Testimony = v.InferOutput<typeof Testimony>;

/** A session's status and what it rests on. */
export const Explanation = v.object({
  session: Session,
  settled_by: v.pipe(v.nullable(Source), v.description("the source the status rests on")),
  settled_at_ms: v.nullable(v.number()),
  last_evidence_ms: v.pipe(v.number(), v.description("when anything was last known of it")),
  evidence: v.pipe(v.array(Testimony), v.description("each source, the weightiest first")),
  questions: v.pipe(
    v.array(
      v.object({
        reason: v.nullable(v.string()),
        message: v.nullable(v.string()),
        at_ms: v.number(),
        held: v.pipe(v.boolean(), v.description("not shown yet: it may be answered by itself")),
      }),
    ),
    v.description("questions that are open, the oldest first"),
  ),
});
export type Explanation = v.InferOutput<typeof Explanation>;

/** Answer to STOP: done, or how many active sessions ask for a confirmation first (v1). */
export const Stopped = v.union([
  v.object({ stop_status: v.literal("ok") }),
  v.object({
    stop_status: v.literal("confirm_required"),
    active_count: v.number(),
  }),
]);
export type Stopped = v.InferOutput<typeof Stopped>;

/**
 * Answer to UPGRADE: the daemon leaves and its successor is to be started with
 * these flags; or it stays, for it is not older, is run by a service manager
 * that would start it again, or keeps no journal to hand its state over by.
 */
export const Upgrade = v.object({
  upgrade_status: v.picklist(["ok", "current", "supervised", "no_journal"]),
  flags: v.array(v.string()),
});
export type Upgrade = v.InferOutput<typeof Upgrade>;
