import type { TranscriptFormat } from "../../agents/facets/records.ts";
import { readEnd } from "../../host/file.ts";
import { parseReport } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/**
 * How much of the file's end is looked at. After what a tool came to stands, a moment
 * later, all that its model is told next: 37 KB were seen, and servers' tools add to that.
 */
const MAX_BYTES = 1024 * 1024;

/**
 * A subagent that was broken off, as by No at its dialog, or failed, and what it called
 * and has ended: no hook tells of that, and its file does.
 * @param path of the file that changed.
 */
export function lookAtSubagent(
  store: Store,
  state: SessionState,
  path: string,
  format: TranscriptFormat | undefined,
  nowMs: number,
): void {
  const id = format?.subagentOf?.(path);
  if (id === undefined || format === undefined || !state.subagents.includes(id)) return;
  const part = readEnd(path, MAX_BYTES);
  const lines = part?.bytes.toString().split("\n") ?? [];
  const whole = part?.isCut ? lines.slice(1) : lines;
  for (const { call, atMs } of format.ended?.(whole) ?? []) {
    if (!state.calls.some(({ id: known }) => known === call)) continue;
    const about = { session_id: state.id, source: "transcript", event: "tool result" } as const;
    store.set({ ...about, call, at_ms: atMs }, nowMs);
  }
  const standing = format.standing(whole);
  if (standing?.status !== "attention" || standing.reason === "turn_done") return;
  const ends = { answers: `agent:${id}:*`, subagent_stop: id, at_ms: standing.atMs };
  const about = { session_id: state.id, source: "transcript", event: standing.event };
  const report = parseReport({ ...about, ...ends });
  if (report !== null) store.set(report, nowMs);
}
