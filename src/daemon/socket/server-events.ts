import type { Peer } from "./peer.ts";

/** What a server asks of the hub. All synchronous. */
export interface ServerEvents {
  /** A longer line ends its connection. */
  readonly maxLineBytes: number;
  /** Whether the user at the other end of this descriptor may connect. */
  mayConnect(fd: number): boolean;
  onOpen(): void;
  /** Answers one line by {@link Peer.send}. */
  onLine(line: string, peer: Peer): void;
  /** All lines of one read are handled: queue the events they caused. */
  onBatch(): void;
  /** Whether the peer missed events while it took no bytes. */
  isOwed(peer: Peer): boolean;
  /** Writes some of them to it. */
  catchUp(peer: Peer): void;
  /** Whether the peer still waits for events. */
  isSubscribed(peer: Peer): boolean;
  onClose(peer: Peer): void;
  /** A peer was closed for what it did. */
  onDropped(why: string): void;
  onBug(error: unknown): void;
}
