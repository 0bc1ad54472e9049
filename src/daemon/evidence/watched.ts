import { dirname } from "node:path";
import type { TranscriptFormat } from "../../agents/facets/records.ts";
import type { Status } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";
import { STOPPED } from "../sessions/stops.ts";
import { NOTHING, type Watched } from "./kernel-watch.ts";
import { filesOfAsking } from "./subagent-files.ts";
import type { Transcripts } from "./transcript.ts";

/** Where a terminal disappears from when its window is closed (Linux). */
export const TERMINALS = "/dev/pts";

/** Whether a session's transcript may tell that it stands otherwise. */
export function isInDoubt(status: Status, format: TranscriptFormat | undefined): boolean {
  if (format === undefined || status === "closed") return false;
  return status !== "attention" || format.wakes === true;
}

/**
 * What the kernel can tell of about an open session.
 * @param terminal of its agent's process; null for none.
 */
export function watchedOf(
  state: SessionState,
  transcripts: Transcripts,
  terminal: string | null,
): Watched {
  const { pid, pidStart, carrier, transcript, agentType, status, host } = state;
  if (pid === null && carrier === null && transcript === null) return NOTHING;
  const pids: number[] = [];
  const folders: string[] = [];
  if (pid !== null && pidStart !== null) pids.push(pid);
  if (carrier !== null) pids.push(carrier.pid);
  if (state.hadTerminal) folders.push(TERMINALS);
  const format = transcripts.formatOf(agentType);
  const mayTell = transcripts.isLoading(agentType)
    ? status !== "closed"
    : isInDoubt(status, format);
  if (host === null && transcript !== null && mayTell) folders.push(dirname(transcript));
  if (host === null) folders.push(...new Set(filesOfAsking(state, format).map(dirname)));
  return { pids, folders, terminals: terminal !== null && mayStop(state) ? [terminal] : [] };
}

// One that waits for a person anyway is typed to all the time, and stopped for nobody.
function mayStop({ status, reason }: SessionState): boolean {
  return status !== "attention" || reason === STOPPED;
}
