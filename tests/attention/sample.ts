import type { Session } from "../../src/protocol/session.ts";

/** The moment at which the sample sessions are looked at. */
export const NOW_MS = Date.UTC(2026, 8, 1, 12, 0, 0);

/** A session that works since a minute ago, but for what is given. */
export function sample(given: Partial<Session> = {}): Session {
  const status = given.status ?? "working";
  const sinceMs = given.since_ms ?? NOW_MS - 60_000;
  const dir = given.working_dir === undefined ? "/home/ann/shop" : given.working_dir;
  return {
    session_id: "a1",
    instance: "1",
    agent_type: "claudecode",
    title: null,
    working_dir: dir,
    elapsed_seconds: 60,
    idle_seconds: 60,
    history: [{ status, at_secs: Math.floor(sinceMs / 1000) }],
    closed: status === "closed",
    priority: 0,
    display_name: dir?.split("/").at(-1) ?? "unknown",
    reason: null,
    message: null,
    seq: 1,
    updated_ms: sinceMs,
    host: null,
    via: null,
    pid: null,
    parent_id: null,
    background: 0,
    terminal: null,
    acknowledged_ms: null,
    snoozed_until_ms: null,
    stale: false,
    replaced_by: null,
    questions: [],
    replayed: false,
    ...given,
    status,
    since_ms: sinceMs,
  };
}
