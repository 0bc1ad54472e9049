import type { Dump, Health, Stopped } from "./answers.ts";
import type { CommandName, Input } from "./commands.ts";
import type { Session, Transition } from "./session.ts";

type Names<T> = readonly (T extends unknown ? keyof T : never)[];

/** The commands of version 1, each with the input fields it has there. */
export const V1_COMMANDS: { [N in CommandName]?: Names<Input<N>> } = {
  SET: ["session_id", "status", "working_dir", "priority"],
  GET: ["session_id"],
  LIST: [],
  RM: ["session_id"],
  DELETE: ["session_id"],
  REOPEN: ["session_id"],
  SUB: [],
  STATUS: [],
  DUMP: [],
  STOP: ["confirmed"],
};

const session: Names<Session> = [
  ...(["session_id", "agent_type", "status", "working_dir", "elapsed_seconds"] as const),
  ...(["idle_seconds", "history", "closed", "priority"] as const),
];
const transition: Names<Transition> = ["status", "at_secs"];
const health: Names<Health> = [
  ...(["uptime_seconds", "sessions", "connections", "memory_mb", "socket_path"] as const),
];
const dump: Names<Dump> = [
  ...(["uptime_seconds", "socket_path", "sessions", "session_counts", "connections"] as const),
];
const stopped: Names<Stopped> = ["stop_status", "active_count"];

/**
 * The fields of version 1 in what is answered: released clients read them, so
 * that none may change its name, its type or its meaning. They ignore the rest.
 */
export const V1_FIELDS = { session, transition, health, dump, stopped };
