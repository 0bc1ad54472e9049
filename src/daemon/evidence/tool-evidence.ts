import { ENTRIES } from "../../agents/table.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/** Agents that run a command on a terminal of its own, once it was granted. */
const WITH_TERMINALS = new Set(
  ENTRIES.filter((entry) => entry.runsInTerminals).map((entry) => entry.agentType),
);

/** When the newest child of a process on a terminal of its own began; null for none. */
export type TerminalChild = (pid: number, nowMs: number) => number | null;

/** Whether a terminal that was opened may be a granted command's. */
export function awaitsTool({ status, reason, agentType, pid }: SessionState): boolean {
  const isAsking = status === "question" && reason === "permission";
  return isAsking && pid !== null && WITH_TERMINALS.has(agentType);
}

/** Tells that a permission was granted where the command that was asked about runs. */
export function lookForTool(
  store: Store,
  state: SessionState,
  terminalChild: TerminalChild,
  nowMs: number,
): void {
  const { pid, questions } = state;
  if (pid === null || !awaitsTool(state)) return;
  const askedMs = Math.max(...questions.map(({ atMs }) => atMs));
  const beganMs = terminalChild(pid, nowMs);
  if (beganMs === null || beganMs < askedMs) return;
  const said = { status: "working", event: "tool runs", answers: "main:*" } as const;
  store.weigh(state, { session_id: state.id, source: "process", at_ms: nowMs, ...said }, nowMs);
}
