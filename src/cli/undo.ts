import type { Report, Session } from "../protocol/session.ts";
import { ask } from "./wire-command.ts";

type Act = import("../tui/state.ts").Act;

/** What came of it: the session as it is now; its agent has gone on, or it is gone: nothing to take back. */
export type Undone = Session | "gone_on" | "gone";

/**
 * Takes back in the hub what the live view did to a session, unless something new
 * happened to it since: that is not to be hidden again.
 * @param after the session as the act left it.
 */
export async function undo(act: Act, after: Session, socket: string): Promise<Undone> {
  const { type, session } = act;
  const { session_id } = session;
  const known = (await ask("LIST", {}, socket)).find(({ session_id: id }) => id === session_id);
  if (type === "delete") {
    if (known !== undefined) return "gone_on";
    const back = await bringBack(session, socket);
    return (await restoreAttention(type, session, socket)) ?? back;
  }
  if (known === undefined) return "gone";
  if (!isAsLeft(type, known, after)) return "gone_on";
  const open = type === "close" ? await ask("SET", reportOf(session), socket) : known;
  return (await restoreAttention(type, session, socket)) ?? open;
}

/** Whether an act still stands as it left the session: nothing new has happened to it since. */
export function isAsLeft(type: Act["type"], known: Session, after: Session): boolean {
  if (known.instance !== after.instance) return false;
  switch (type) {
    case "close":
      return known.closed;
    // What its agent says meanwhile, a reminder or a word of a message, clears no mark.
    case "acknowledge":
      return known.acknowledged_ms === after.acknowledged_ms;
    case "snooze":
      return known.snoozed_until_ms !== null;
    default:
      return known.since_ms === after.since_ms && known.reason === after.reason;
  }
}

// With what it went through, oldest first.
async function bringBack(session: Session, socket: string): Promise<Session> {
  for (const { status, at_secs } of session.history.slice(0, -1)) {
    await ask("SET", { ...factsOf(session), status, at_ms: at_secs * 1000 }, socket);
  }
  return ask("SET", { ...factsOf(session), ...reportOf(session) }, socket);
}

// What a person had done to it before: a close and a deletion take that along.
async function restoreAttention(
  type: Act["type"],
  session: Session,
  socket: string,
): Promise<Session | undefined> {
  const { session_id, acknowledged_ms, snoozed_until_ms, closed } = session;
  const for_ms = snoozed_until_ms === null ? 0 : snoozed_until_ms - Date.now();
  if (closed) return undefined;
  if (for_ms > 0) return ask("SNOOZE", { session_id, for_ms }, socket);
  if (acknowledged_ms !== null) return ask("ACK", { session_id }, socket);
  const isMarked = type === "acknowledge" || type === "snooze";
  return isMarked ? ask("UNACK", { session_id }, socket) : undefined;
}

// Since when it is so is not to begin anew.
function reportOf({ session_id, status, reason, message, pid, since_ms }: Session): Report {
  const report = { session_id, status, reason, message, at_ms: since_ms };
  return pid === null ? report : { ...report, pid };
}

function factsOf(session: Session): Report {
  const { session_id, agent_type, title, working_dir, priority } = session;
  const { host, pid, parent_id, background, terminal } = session;
  const facts = { session_id, agent_type, title, working_dir, priority };
  return { ...facts, host, pid, parent_id, background, terminal };
}
