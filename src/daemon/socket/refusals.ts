import type { ErrorCode } from "../../protocol/errors.ts";
import { encode, failure } from "../../protocol/wire.ts";
import type { Peer } from "./peer.ts";

/** How long a refused client may take to read why. */
const LINGER_MS = 2000;
/** Refused clients that may linger at a time; more are closed without a word. */
const MAX_LINGERING = 32;

/** Clients that are refused: each lingers until it has read why. */
export interface Refusals {
  /** Whether one more may linger. */
  readonly hasRoom: boolean;
  readonly isEmpty: boolean;
  /** Answers with an error, discards what comes after, and closes. */
  refuse(peer: Peer, code: ErrorCode, message: string): void;
  /** To be called when a peer is closed. */
  forget(peer: Peer): void;
}

/** @param flush writes what is queued for all peers. */
export function createRefusals(flush: () => void): Refusals {
  const lingering = new Set<Peer>();
  return {
    get hasRoom() {
      return lingering.size < MAX_LINGERING;
    },
    get isEmpty() {
      return lingering.size === 0;
    },
    refuse(peer, code, message) {
      peer.discard();
      lingering.add(peer);
      peer.send(encode(failure(undefined, code, message)));
      flush();
      // `end(text)` would lose the text; a half-close does not (Bun 1.4.5).
      if (peer.isFlushed) peer.socket.shutdown();
      setTimeout(() => peer.socket.end(), LINGER_MS).unref();
    },
    forget: (peer) => lingering.delete(peer),
  };
}
