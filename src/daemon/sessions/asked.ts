// What a session asks, and what that is about.
import type { Source } from "../../protocol/session.ts";
import type { Hold } from "./hold.ts";

/** A question an agent waits on: shown from `dueMs` on, closed by its answer. */
export interface Question {
  /** Names this very question: another one than that of the same key which was asked before. */
  id: string;
  key: string;
  reason: string | null;
  message: string | null;
  atMs: number;
  source: Source;
  event: string | null;
  /** Unix milliseconds; 0 for at once. */
  dueMs: number;
  /** Whoever stays for its answer; null for nobody. */
  hold: Hold | null;
}

/** A tool call that has begun and not ended. */
export interface Call {
  id: string;
  /** The name under which it asks. */
  key: string;
  atMs: number;
}

/** Questions that were closed: those of that name, or with a trailing `*` all that begin so. */
export interface Answered {
  key: string;
  /** Those asked until then. */
  atMs: number;
}
