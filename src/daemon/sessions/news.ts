// Which evidence tells a person anything new of the status that there is. Pure.
import type { Evidence, SessionState } from "./state.ts";

/**
 * The same status again: another turn's end is news, the reminder that nobody has
 * answered yet is none, and neither is what two hooks tell of one moment. A command
 * that says no more than the status (all that v1 can say) may be such a reminder.
 */
export function isNews(
  state: SessionState,
  { source, status, reason, message, atMs }: Evidence,
): boolean {
  if (status !== state.status || status === "closed" || reason === "idle") return false;
  const knownMs = Math.max(state.acknowledgedMs ?? 0, state.updatedMs);
  if (source !== "command") return status === "attention" && atMs > knownMs;
  const saysMore = reason !== null || message !== null;
  return saysMore && (reason !== state.reason || message !== state.message);
}

/**
 * A hook that was in flight while another source settled the same status: only the
 * hook knows the reason.
 */
export function saysWhy({ status, settled }: SessionState, said: Evidence): boolean {
  const isEnd = said.status === "attention" || said.status === "closed";
  if (said.source !== "hook" || said.status !== status || !isEnd) return false;
  return settled !== null && settled.source !== "hook" && settled.source !== "command";
}
