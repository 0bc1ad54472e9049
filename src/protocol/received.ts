// What a hub publishes of its sessions for other hubs, and what a relay hands to its own.
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
  Title,
  text,
  told,
} from "./fields.ts";
import { MAX_HISTORY, SessionId, Status, Transition } from "./session.ts";

/** Sessions, or ids, that one RECEIVE may hold. */
export const MAX_RECEIVED = 500;

const NAME_EXPECTED = "expected 1 to 128 of A-Z, a-z, 0-9, @, ., _ and -, the first no sign";
/** A hub as others name it: its host, or `user@host`. It stands in topics, ids and ssh commands. */
export const HubName = v.pipe(
  v.string("expected a string"),
  v.regex(/^[A-Za-z0-9_][A-Za-z0-9@._-]{0,127}$/, NAME_EXPECTED),
);

/**
 * A session as its own hub published it: the fields of the wire's session, but for
 * what ages by itself and what never leaves a machine. What its person did not choose
 * to publish is null or left out; what a newer version adds is ignored.
 */
export const ReceivedSession = v.object({
  session_id: told(SessionId, "its id at its own hub"),
  instance: told(Label, "another value means another session of the same name"),
  agent_type: told(AgentType, "which agent"),
  status: told(Status, "working, attention, question or closed"),
  since_ms: told(Count, "when it entered its status, Unix milliseconds"),
  updated_ms: told(Count, "when it was last reported, Unix milliseconds"),
  history: field(list(Transition, MAX_HISTORY, "transitions"), "the last transitions"),
  priority: field(Priority, "higher sorts first within a status"),
  reason: nullableField(Reason, "why it is in its status"),
  message: nullableField(OneLine, "one line for a person"),
  title: nullableField(Title, "what the agent calls the session"),
  display_name: field(text(1, 256), "its project"),
  working_dir: nullableField(AbsolutePath, "absolute path the agent works in"),
  host: nullableField(HubName, "the machine it runs on, when not its hub's own"),
  parent_id: nullableField(SessionId, "the session that started this one"),
  background: field(integer(0, 10_000), "running background tasks and subagents"),
  acknowledged_ms: nullableField(Count, "when a person said they had seen it"),
  snoozed_until_ms: nullableField(Count, "not to be shown as waiting until then"),
  stale: field(Flag, "not heard from, as far as its own hub knows"),
  replaced_by: nullableField(SessionId, "the session that goes on in its place"),
  replayed: field(Flag, "its last change is history, not news"),
});
export type ReceivedSession = v.InferOutput<typeof ReceivedSession>;

/** What RECEIVE takes. */
export const Received = v.object({
  from: told(HubName, "the hub that they are of: its host, or user@host"),
  sessions: field(list(ReceivedSession, MAX_RECEIVED, "sessions"), "their latest states"),
  deleted: field(list(SessionId, MAX_RECEIVED, "ids"), "ids that are forgotten there"),
});
export type Received = v.InferOutput<typeof Received>;

/** What a relay says of itself: where it publishes what. */
export const RelayFacts = v.object({
  broker: told(text(1, 512), "the broker's address, without credentials"),
  topic: told(text(1, 512), "where this hub's sessions are published there"),
  publishes: told(list(Label, 16, "fields"), "which fields; none: nothing is published"),
  receives: told(Flag, "whether it shows the sessions of other hubs here"),
  takes_commands: told(Flag, "whether acks and snoozes are taken from there"),
  connected: told(Flag, "whether the broker answers"),
  why: nullableField(OneLine, "why it does not"),
});
export type RelayFacts = v.InferOutput<typeof RelayFacts>;

/** The id that a received session has here. */
export function receivedId(from: string, id: string): string {
  return `${from}/${id}`;
}
