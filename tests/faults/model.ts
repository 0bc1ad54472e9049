import { isDeepStrictEqual } from "node:util";
import type { Frame } from "../support/wire.ts";

const MAX_CLOSED = 20;

/** What a session is, as far as commands alone can tell. */
export interface Entry {
  status: string;
  reason: string | null;
  message: string | null;
  working_dir: string | null;
  priority: number;
  agent_type: string;
  /** Statuses entered, the last ten. */
  history: string[];
}

/** The hub in thirty lines: no wire, no seq, no time; just what each command means. */
export function createModel() {
  const sessions = new Map<string, Entry>();
  /** Closed ones, the one changed longest ago first. */
  const closed = new Set<string>();

  function touch(id: string, entry: Entry): void {
    closed.delete(id);
    if (entry.status !== "closed") return;
    closed.add(id);
    const [oldest] = closed;
    if (closed.size <= MAX_CLOSED || oldest === undefined) return;
    closed.delete(oldest);
    sessions.delete(oldest);
  }

  function enter(entry: Entry, status: string): boolean {
    if (entry.status === status) return false;
    entry.status = status;
    entry.history = [...entry.history, status].slice(-10);
    return true;
  }

  const set = (request: Frame): Entry | string => {
    const known = sessions.get(request.session_id);
    if (known === undefined && request.status === undefined) return "invalid_request";
    const entry = known ?? {
      ...{ status: request.status, reason: null, message: null, working_dir: null },
      ...{ priority: 0, agent_type: "claudecode", history: [request.status] },
    };
    sessions.set(request.session_id, entry);
    if (request.status !== undefined && enter(entry, request.status)) {
      entry.reason = null;
      entry.message = null;
    }
    for (const field of ["reason", "message", "working_dir", "priority", "agent_type"] as const) {
      if (request[field] !== undefined) Object.assign(entry, { [field]: request[field] });
    }
    touch(request.session_id, entry);
    return entry;
  };

  return {
    sessions,
    /** @returns the session as it is then, or the error's code. */
    apply(request: Frame): Entry | string {
      const id: string = request.session_id;
      if (request.cmd === "SET") return set(request);
      const entry = sessions.get(id);
      if (entry === undefined) return "session_not_found";
      if (request.cmd === "DELETE") {
        sessions.delete(id);
        closed.delete(id);
      }
      if (request.cmd === "RM" || request.cmd === "REOPEN") {
        if (request.cmd === "REOPEN" && entry.status !== "closed") return "session_not_found";
        if (request.cmd === "REOPEN" && entry.working_dir === null) return "not_resumable";
        const [status, reason] =
          request.cmd === "RM" ? ["closed", "closed"] : ["attention", "reopened"];
        if (enter(entry, status)) Object.assign(entry, { reason, message: null });
        touch(id, entry);
      }
      return entry;
    },
  };
}

/** Whether the session on the wire is what the model has. */
export function isSame(session: Frame | undefined, entry: Entry): boolean {
  if (session === undefined) return false;
  const { status, reason, message, working_dir, priority, agent_type } = session;
  const history = session.history.map((one: Frame) => one.status);
  const seen: Entry = { status, reason, message, working_dir, priority, agent_type, history };
  return isDeepStrictEqual(seen, entry) && session.closed === (status === "closed");
}
