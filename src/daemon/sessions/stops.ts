// A process that was stopped, as by Ctrl-Z: its session goes on as it was once it continues. Pure.
import type { Evidence, SessionState } from "./state.ts";

/** The reason of a session whose process was stopped. */
export const STOPPED = "stopped";

/** Whether evidence tells that the process was stopped. */
export function isStop({ source, status, reason }: Evidence): boolean {
  return source === "process" && status === "attention" && reason === STOPPED;
}

/** Whether the agent's process was stopped, when it was last looked at. */
export function isStopped({ reason, settled }: SessionState): boolean {
  return reason === STOPPED && settled?.source === "process";
}

/** What it does beneath its open question, or did when it was stopped. */
export function statusBeneath(state: SessionState): SessionState["beforeQuestion"] {
  const { status, reason, message, beforeQuestion } = state;
  const isCovered = status === "question" || isStopped(state);
  return isCovered ? beforeQuestion : { status, reason, message };
}

/** The word that a stopped process continues, as what its session did before; any other as it is. */
export function asBefore(state: SessionState, said: Evidence): Evidence {
  const { beforeQuestion } = state;
  return isStopped(state) && beforeQuestion !== null ? { ...said, ...beforeQuestion } : said;
}
