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

/** Handles the lines of one chunk, after those that wait already. */
export function readChunk(peer: Peer, chunk: Buffer, context: ReadContext): void {
  if (!peer.kept.isEmpty) {
    peer.keep(chunk);
    return;
  }
  const rest = readSlice(peer, chunk, context);
  if (rest === undefined) return;
  peer.keep(rest);
  readLater(peer, context);
}

/** Goes on with what is kept of a peer that has taken its replies, or whose turn has come. */
export function readKept(peer: Peer, context: ReadContext): void {
  let input = peer.kept.take();
  while (input !== undefined) {
    const rest = readSlice(peer, input, context);
    if (rest !== undefined) {
      peer.kept.putBack(rest);
      break;
    }
    input = peer.kept.take();
  }
  if (!peer.kept.isEmpty) readLater(peer, context);
  else if (peer.inputEnded) readEnd(peer, context);
  if (!peer.hasBackpressure) peer.resume();
}

/** The client has ended its side: a last line without a newline counts too. */
export function readEnd(peer: Peer, { events, flush }: ReadContext): void {
  const last = peer.lines.end();
  if (last === undefined) return;
  events.onLine(last, peer);
  events.onBatch();
  flush();
}

/** What is kept waits until the peer has taken its replies (backpressure), else for its turn. */
export function readLater(peer: Peer, context: ReadContext): void {
  if (peer.hasBackpressure) {
    peer.pause();
    return;
  }
  if (peer.awaitsTurn) return;
  peer.awaitsTurn = true;
  context.lane.wait(() => {
    peer.awaitsTurn = false;
    readKept(peer, context);
    context.onRead(peer);
  });
}

/** @returns what is left of the input once the slice of the turn is over. */
function readSlice(peer: Peer, input: Buffer, context: ReadContext): Buffer | undefined {
  const { events, lane } = context;
  lane.begin();
  let rest: Buffer | "too_long" | undefined = input;
  while (rest instanceof Buffer && rest.length > 0 && lane.hasTime && !peer.hasBackpressure) {
    rest = peer.lines.push(rest, (line) => {
      events.onLine(line, peer);
      return lane.hasTime && !peer.hasBackpressure;
    });
    events.onBatch();
    context.flush();
  }
  lane.end();
  if (rest === "too_long") {
    context.refuseLine(peer);
    return undefined;
  }
  if (peer.hasBackpressure) peer.pause();
  return rest === undefined || rest.length === 0 ? undefined : rest;
}
