import type { TranscriptFormat } from "../../agents/facets/records.ts";
import { readLastLines } from "../../host/file.ts";
import { parseReport } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Transcripts } from "./transcript.ts";

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
  transcripts: Transcripts,
  state: SessionState,
  path: string,
  nowMs: number,
): void {
  const format = transcripts.formatOf(state.agentType);
  const id = format?.subagentOf?.(path);
  if (id === undefined || format === undefined || !state.subagents.includes(id)) return;
  if (!transcripts.isUnread(state, path, nowMs)) return;
  const { lines } = readLastLines(path, MAX_BYTES) ?? { lines: [] };
  for (const { call, atMs } of format.ended?.(lines) ?? []) {
    if (!state.calls.some(({ id: known }) => known === call)) continue;
    const about = { session_id: state.id, source: "transcript", event: "tool result" } as const;
    store.set({ ...about, call, at_ms: atMs }, nowMs);
  }
  const standing = format.standing(lines);
  if (standing?.status !== "attention" || standing.reason === "turn_done") return;
  const ends = { answers: `agent:${id}:*`, subagent_stop: id, at_ms: standing.atMs };
  const about = { session_id: state.id, source: "transcript", event: standing.event };
  const report = parseReport({ ...about, ...ends });
  if (report !== null) store.set(report, nowMs);
}

/** Looks at the files of subagents that ask. */
export function lookAtAsking(
  store: Store,
  transcripts: Transcripts,
  state: SessionState,
  nowMs: number,
): void {
  const paths = filesOfAsking(state, transcripts.formatOf(state.agentType));
  for (const path of paths) lookAtSubagent(store, transcripts, state, path, nowMs);
}

/** The files of subagents that ask, where they have a folder of their own. */
export function filesOfAsking(
  { transcript, questions }: SessionState,
  format: TranscriptFormat | undefined,
): string[] {
  const { subagentFile } = format ?? {};
  if (transcript === null || subagentFile === undefined || questions.length === 0) return [];
  const ids = questions.flatMap(({ key }) => /^agent:([\w-]+):/.exec(key)?.[1] ?? []);
  return [...new Set(ids)].map((id) => subagentFile(transcript, id));
}
