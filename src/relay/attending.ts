// Acks and snoozes on their way to the hub whose session it is, and from there. Pure.
import type { RosterChange } from "../attention/roster.ts";
import type { CommandName, Input } from "../protocol/commands.ts";
import type { ReceivedSession } from "../protocol/received.ts";
import type { Session } from "../protocol/session.ts";
import { type CommandMessage, encode } from "./messages.ts";
import { isOwn } from "./published.ts";

/**
 * What a person said here of another hub's session, as that hub is to be told;
 * undefined where they said nothing, or it says so itself.
 * @param said the session as its own hub last said it.
 */
export function commandOf(
  { before, after }: RosterChange,
  said: ReceivedSession | undefined,
  from: string,
  nowMs: number,
): string | undefined {
  if (before === undefined || after === undefined || said === undefined) return undefined;
  const isSame = before.instance === after.instance && before.since_ms === after.since_ms;
  if (!isSame || attendedOf(before) === attendedOf(after)) return undefined;
  const { acknowledged_ms = null, snoozed_until_ms = null, session_id, instance } = said;
  if (attendedOf(after) === attendedOf({ acknowledged_ms, snoozed_until_ms })) return undefined;
  const meant = { session_id, instance, since_ms: after.since_ms, from };
  const untilMs = after.snoozed_until_ms;
  if (untilMs !== null) {
    if (untilMs <= nowMs) return undefined;
    return encode<CommandMessage>({ command: "snooze", for_ms: untilMs - nowMs, ...meant });
  }
  const command = after.acknowledged_ms === null ? "unack" : "ack";
  return encode<CommandMessage>({ command, ...meant });
}

/** A request to this machine's hub. */
export type Attend = {
  [N in "ACK" | "UNACK" | "SNOOZE"]: { name: N & CommandName; input: Input<N> };
}["ACK" | "UNACK" | "SNOOZE"];

/**
 * What another hub's person asks of a session of this hub's; undefined where the
 * session is not there any more, or something new has happened since.
 */
export function attendOf(
  { command, session_id, instance, since_ms, for_ms }: CommandMessage,
  session: Session | undefined,
): Attend | undefined {
  if (session === undefined || !isOwn(session) || session.closed) return undefined;
  if (session.instance !== instance || session.since_ms !== since_ms) return undefined;
  if (command === "ack") return { name: "ACK", input: { session_id } };
  if (command === "unack") return { name: "UNACK", input: { session_id } };
  return for_ms === undefined ? undefined : { name: "SNOOZE", input: { session_id, for_ms } };
}

function attendedOf(session: Pick<Session, "acknowledged_ms" | "snoozed_until_ms">): string {
  return `${session.acknowledged_ms} ${session.snoozed_until_ms}`;
}
