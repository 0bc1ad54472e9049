import type { SavedState } from "../sessions/table.ts";
import type { Place } from "../socket/socket-path.ts";

/** A socket as it is passed on. */
export interface PassedSocket {
  place: Place;
  /** Inode of its path. */
  inode: number;
  /** The lock's open file. */
  lock: number;
  /** Descriptors of its connections. */
  peers: number[];
}

/** What is passed on besides the state; descriptors are open, numbers and all. */
export interface Passed {
  owner: PassedSocket;
  /** Those of the owner's peers that subscribed. */
  subscribers: number[];
  reports: PassedSocket | null;
  epoch: string;
  /** Whether the journal holds every change. */
  isJournalWhole: boolean;
  uptimeMs: number;
}

/** A daemon's note to itself, as JSON. */
export interface Note extends Passed {
  state: SavedState;
}
