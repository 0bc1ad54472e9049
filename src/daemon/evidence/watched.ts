import { dirname } from "node:path";
import type { SessionState } from "../sessions/state.ts";
import type { Watched } from "./kernel-watch.ts";
import type { Transcripts } from "./transcript.ts";

/** Where a terminal disappears from when its window is closed (Linux). */
export const TERMINALS = "/dev/pts";

/** What the kernel can tell of about an open session. */
export function watchedOf(state: SessionState, transcripts: Transcripts): Watched {
  const { pid, pidStart, carrier, transcript, agentType, status, host } = state;
  const pids: number[] = [];
  const folders: string[] = [];
  if (pid !== null && pidStart !== null) pids.push(pid);
  if (carrier !== null) pids.push(carrier.pid);
  if (state.hadTerminal) folders.push(TERMINALS);
  const isInDoubt = status === "working" || status === "question";
  if (
    host === null &&
    transcript !== null &&
    isInDoubt &&
    transcripts.formatOf(agentType) !== undefined
  ) {
    folders.push(dirname(transcript));
  }
  return { pids, folders };
}
