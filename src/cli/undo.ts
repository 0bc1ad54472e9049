import type { Report, Session } from "../protocol/session.ts";
import { ask } from "./wire-command.ts";

type Act = import("../tui/state.ts").Act;

/** Takes back in the hub what the live view did to a session. */
export async function undo({ type, session }: Act, socket: string): Promise<void> {
  const { session_id } = session;
  const known = (await ask("LIST", {}, socket)).find(({ session_id: id }) => id === session_id);
  // Heard from since: what its agent says counts.
  if (type === "delete" ? known !== undefined : known === undefined) return;
  if (type === "close" && known?.closed) await ask("SET", reportOf(session), socket);
  if (type === "delete") {
    for (const { status, at_secs } of session.history.slice(0, -1)) {
      await ask("SET", { ...factsOf(session), status, at_ms: at_secs * 1000 }, socket);
    }
    const report = { ...factsOf(session), ...reportOf(session), at_ms: session.since_ms };
    await ask("SET", report, socket);
  }
  await restoreAttention(type, session, socket);
}

// What a person had done to it before: a close and a deletion take that along.
async function restoreAttention(type: Act["type"], session: Session, socket: string) {
  const { session_id, acknowledged_ms, snoozed_until_ms, closed } = session;
  const for_ms = snoozed_until_ms === null ? 0 : snoozed_until_ms - Date.now();
  if (closed) return;
  if (for_ms > 0) await ask("SNOOZE", { session_id, for_ms }, socket);
  else if (acknowledged_ms !== null) await ask("ACK", { session_id }, socket);
  else if (type === "acknowledge" || type === "snooze") await ask("UNACK", { session_id }, socket);
}

function reportOf({ session_id, status, reason, message, pid }: Session): Report {
  return { session_id, status, reason, message, ...(pid === null ? {} : { pid }) };
}

function factsOf(session: Session): Report {
  const { session_id, agent_type, title, working_dir, priority } = session;
  const { host, pid, parent_id, background, terminal } = session;
  const facts = { session_id, agent_type, title, working_dir, priority };
  return { ...facts, host, pid, parent_id, background, terminal };
}
