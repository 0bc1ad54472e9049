import type { Peer } from "./peer.ts";

/** Bytes held for all peers together: unfinished lines and unsent replies. */
const MAX_HELD_BYTES = 64 * 1024 * 1024;

/** Bounds the memory that all peers together take. */
export interface Budget {
  /** To be called when a peer may hold more, or less, than before. */
  update(peer: Peer): void;
}

/**
 * Each peer's bytes are bounded, but not their sum over thousands of peers: where
 * that grows too large, the largest is evicted.
 * @param evict closes a peer at once; its unsent bytes are lost.
 */
export function createBudget(evict: (peer: Peer) => void, maxBytes = MAX_HELD_BYTES): Budget {
  const held = new Map<Peer, number>();
  let total = 0;
  function set(peer: Peer, bytes: number): void {
    total += bytes - (held.get(peer) ?? 0);
    if (bytes === 0) held.delete(peer);
    else held.set(peer, bytes);
  }
  return {
    update(peer) {
      set(peer, peer.isClosed && peer.kept.isEmpty ? 0 : peer.heldBytes);
      while (total > maxBytes) {
        const largest = holdsMost(held);
        if (largest === undefined) return;
        set(largest, 0);
        evict(largest);
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
