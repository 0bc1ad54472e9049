import type { Peer } from "./peer.ts";

/** Bytes held for all peers together: unfinished lines, and replies that are not taken. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** Watches what all peers together make the daemon hold. */
export interface Budget {
  /** To be called when a peer may hold more, or less, than before. */
  settle(peer: Peer): void;
}

/**
 * Each peer's bytes are bounded, but not their sum over thousands of peers.
 * Where that grows too large, whoever holds most has to go.
 * @param letGo closes a peer at once; what it was owed is lost.
 */
export function createBudget(letGo: (peer: Peer) => void, maxBytes = MAX_HELD_BYTES): Budget {
  const held = new Map<Peer, number>();
  let total = 0;
  function note(peer: Peer, bytes: number): void {
    total += bytes - (held.get(peer) ?? 0);
    if (bytes === 0) held.delete(peer);
    else held.set(peer, bytes);
  }
  return {
    settle(peer) {
      note(peer, peer.isClosed ? 0 : peer.heldBytes);
      while (total > maxBytes) {
        const largest = holdsMost(held);
        if (largest === undefined) return;
        note(largest, 0);
        letGo(largest);
      }
    },
  };
}

function holdsMost(held: ReadonlyMap<Peer, number>): Peer | undefined {
  let largest: Peer | undefined;
  let most = 0;
  for (const [peer, bytes] of held) {
    if (bytes <= most) continue;
    largest = peer;
    most = bytes;
  }
  return largest;
}
