import type { Peer } from "./peer.ts";
import type { ServerEvents } from "./server-events.ts";

/** What reading needs of the server around it. */
export interface ReadContext {
  events: Pick<ServerEvents, "maxLineBytes" | "onLine" | "onBatch">;
  /** Writes the queued replies. */
  flush(): void;
  /** Sends the peer away. */
  refuseLine(peer: Peer): void;
}

/**
 * Handles the lines of one chunk. Backpressure: a peer that does not take its
 * replies is paused, so that its further requests wait on its own side.
 */
export function readChunk(peer: Peer, chunk: Buffer, context: ReadContext): void {
  const { events } = context;
  let input: Buffer | undefined = chunk;
  while (input !== undefined) {
    const rest = peer.lines.push(input, (line) => {
      events.onLine(line, peer);
      return !peer.hasBackpressure;
    });
    events.onBatch();
    context.flush();
    if (rest === "too_long") {
      context.refuseLine(peer);
      return;
    }
    if (peer.hasBackpressure) {
      peer.pause(rest);
      return;
    }
    input = rest;
  }
}

/** Goes on with a paused peer that has taken its replies. */
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
