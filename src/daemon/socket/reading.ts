import type { Peer } from "./peer.ts";
import type { ServerEvents } from "./server-events.ts";
import type { Lane } from "./turns.ts";

/** What reading needs of the server around it. */
export interface ReadContext {
  events: Pick<ServerEvents, "maxLineBytes" | "onLine" | "onBatch">;
  lane: Lane;
  /** Writes the queued replies. */
  flush(): void;
  /** Sends the peer away. */
  refuseLine(peer: Peer): void;
  /** A peer that had waited for its turn was read from. */
  onRead(peer: Peer): void;
}

/**
 * Handles the lines of one chunk, as far as the peer's slice of the turn goes; the
 * rest waits for the next turn. Backpressure: a peer that does not take its replies
 * is paused, so that its further requests wait on its own side.
 */
export function readChunk(peer: Peer, chunk: Buffer, context: ReadContext): void {
  const { events, lane } = context;
  lane.begin();
  let rest: Buffer | "too_long" | undefined = chunk;
  while (rest instanceof Buffer && rest.length > 0 && lane.hasTime && !peer.hasBackpressure) {
    rest = peer.lines.push(rest, (line) => {
      events.onLine(line, peer);
      return lane.hasTime && !peer.hasBackpressure;
    });
    events.onBatch();
    context.flush();
  }
  lane.end();
  if (rest === "too_long") context.refuseLine(peer);
  else if (peer.hasBackpressure) peer.pause(rest);
  else if (rest !== undefined && rest.length > 0) {
    peer.pause(rest);
    peer.awaitsTurn = true;
    lane.wait(() => {
      peer.awaitsTurn = false;
      if (peer.isPaused && !peer.isClosed) resumeReading(peer, context);
      context.onRead(peer);
    });
  }
}

/** Goes on with a paused peer that has taken its replies, or whose turn has come. */
export function resumeReading(peer: Peer, context: ReadContext): void {
  const unparsed = peer.unpause();
  if (unparsed !== undefined) readChunk(peer, unparsed, context);
  if (!peer.isPaused) peer.socket.resume();
}

/** The client has ended its side: a last line without a newline counts too. */
export function readEnd(peer: Peer, { events, flush }: ReadContext): void {
  const last = peer.lines.end();
  if (last === undefined) return;
  events.onLine(last, peer);
  events.onBatch();
  flush();
}
