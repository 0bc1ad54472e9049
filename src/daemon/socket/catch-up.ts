import type { Peer } from "./peer.ts";
import type { ServerEvents } from "./server-events.ts";
import type { Lane } from "./turns.ts";

/**
 * Has subscribers sent what they missed, each in its turn: a thousand of them that
 * read, or one as fast as it is written to, keep nobody else waiting.
 * @param goOn called after a peer's turn.
 */
export function createCatchUp(
  lane: Lane,
  events: Pick<ServerEvents, "isOwed" | "catchUp">,
  goOn: (peer: Peer) => void,
): (peer: Peer) => void {
  return (peer) => {
    if (peer.isCatchingUp) return;
    peer.isCatchingUp = true;
    lane.wait(() => {
      peer.isCatchingUp = false;
      if (peer.isClosed) return;
      lane.begin();
      peer.drain();
      while (peer.isWritable && lane.hasTime && events.isOwed(peer)) events.catchUp(peer);
      lane.end();
      goOn(peer);
    });
  };
}
