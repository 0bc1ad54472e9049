import type { SavedState } from "../sessions/table.ts";
import type { SocketHandoff } from "../socket/handoff.ts";

/** What a daemon hands to itself across a re-exec, as JSON. Descriptors stay open under their numbers. */
export interface Handoff {
  owner: SocketHandoff;
  /** Those of the owner's peers that are subscribed. */
  subscribers: number[];
  reports: SocketHandoff | null;
  epoch: string;
  /** Whether the journal holds every change. */
  isJournalWhole: boolean;
  uptimeMs: number;
  state: SavedState;
}
