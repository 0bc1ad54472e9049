import type { SavedState } from "../sessions/table.ts";
import type { Place } from "../socket/socket-path.ts";

/** A listening socket as it is handed to the process after a re-exec. */
export interface SocketHandoff {
  place: Place;
  /** Inode of its path. */
  inode: number;
  /** Descriptor of its lock. */
  lock: number;
  /** Descriptors of its connections. */
  peers: number[];
}

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
