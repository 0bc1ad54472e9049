import type { Sandbox } from "./sandbox.ts";
import type { Frame } from "./wire.ts";

/** A daemon of version 1 at the sandbox's socket, and what it was asked. */
export interface Version1 {
  readonly requests: readonly Frame[];
  [Symbol.dispose](): void;
}

/**
 * Answers as the original `acd` 0.1.4 does (its daemon/server.rs and
 * daemon/handlers, read 2026-11): no ids, no codes, no snapshot for a
 * subscriber, and nothing without a version.
 */
export function serveVersion1(box: Sandbox): Version1 {
  const requests: Frame[] = [];
  const listener = Bun.listen({
    unix: box.socket,
    socket: {
      data(socket, chunk) {
        for (const line of chunk.toString().split("\n").filter(Boolean)) {
          const request: Frame = JSON.parse(line);
          requests.push(request);
          socket.write(`${JSON.stringify({ version: 1, ...answer(request) })}\n`);
        }
      },
    },
  });
  return { requests, [Symbol.dispose]: () => listener.stop(true) };
}

function answer({ version, cmd, session_id, status }: Frame): Frame {
  if (version === undefined) {
    return { ok: false, error: "invalid JSON: missing field `version` at line 1 column 14" };
  }
  switch (cmd) {
    case "SET":
      return { ok: true, data: session(session_id, status) };
    case "LIST":
      return { ok: true, data: [session("theirs", "working")] };
    case "SUB":
      return { ok: true, data: "subscribed" };
    case "STATUS": {
      const sessions = { active: 1, closed: 0 };
      return { ok: true, data: { uptime_seconds: 1, sessions, connections: 1, memory_mb: null } };
    }
    case "STOP":
      return { ok: true, data: { stop_status: "ok" } };
    default:
      return { ok: false, error: `session not found: ${session_id}` };
  }
}

function session(session_id: string, status: string): Frame {
  const times = { elapsed_seconds: 0, idle_seconds: 0, history: [] };
  const shown = { agent_type: "claudecode", working_dir: null, closed: false, priority: 0 };
  return { session_id, status, ...times, ...shown };
}
