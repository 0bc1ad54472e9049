import { createBudget } from "./budget.ts";
import { createCatchUp } from "./catch-up.ts";
import { Peer, type PeerShare, type PeerSocket } from "./peer.ts";
import type { PeerHandoff } from "./peer-handoff.ts";
import { type ReadContext, readChunk, readEnd, readKept, readLater } from "./reading.ts";
import { createRefusals } from "./refusals.ts";
import type { ServerEvents } from "./server-events.ts";
import { type Lane, lastSlice } from "./turns.ts";

/** The turns that a server's peers take. */
export interface Lanes {
  /** To be read from. */
  reading: Lane;
  /** To be sent what they missed. */
  catchingUp: Lane;
}

/** Everyone connected to one listening socket: who is let in, read from, written to and closed. */
export class Connections {
  readonly #events: ServerEvents;
  readonly #max: number;
  readonly #peers = new Set<Peer>();
  readonly #share: PeerShare;
  readonly #reading: ReadContext;
  readonly #catchUpLater: (peer: Peer) => void;
  readonly #refusals = createRefusals(() => this.flush());
  readonly #budget = createBudget((peer) => {
    this.#events.onDropped(`it held ${peer.heldBytes} bytes of what all may hold together`);
    peer.drop();
  });
  #latest: Peer | undefined;
  #isClosing = false;
  #onAllClosed: (() => void) | undefined;

  constructor(max: number, events: ServerEvents, lanes: Lanes) {
    this.#max = max;
    this.#events = events;
    this.#catchUpLater = createCatchUp(lanes.catchingUp, events, (peer) => this.#goOn(peer));
    this.#share = {
      dirty: new Set(),
      maxLineBytes: events.maxLineBytes,
      catchUpLater: this.#catchUpLater,
    };
    const refuseLine = (peer: Peer) => {
      const message = `line too long: a line holds at most ${events.maxLineBytes / 1024} KiB`;
      this.#refusals.refuse(peer, "line_too_long", message);
    };
    this.#reading = {
      events,
      lane: lanes.reading,
      flush: () => this.flush(),
      refuseLine,
      onRead: (peer) => {
        this.#budget.update(peer);
        if (peer.isClosed) this.#closed(peer);
        else this.#endIfDone(peer);
      },
    };
  }

  /** What Bun calls for each of them. */
  readonly handlers: Bun.SocketHandler<Peer> = {
    open: (socket) => {
      const peer = new Peer(socket as PeerSocket, this.#share);
      socket.data = peer;
      this.#latest = peer;
      this.#admit(peer);
    },
    data: ({ data: peer }, chunk) => {
      if (peer.isDiscarding || peer.inputEnded) return;
      readChunk(peer, chunk, this.#reading);
      this.#budget.update(peer);
    },
    drain: ({ data: peer }) => {
      // A thousand that read are a thousand writes: they take turns.
      if (this.#events.isSubscribed(peer)) {
        this.#catchUpLater(peer);
        return;
      }
      peer.drain();
      this.#goOn(peer);
    },
    end: ({ data: peer }) => this.#end(peer),
    close: ({ data: peer }) => this.#closed(peer),
    error: (_, error) => this.#events.onBug(error),
  };

  get size(): number {
    return this.#peers.size;
  }

  /** Writes out what is queued. */
  flush(): void {
    for (const peer of this.#share.dirty) {
      peer.flush();
      this.#budget.update(peer);
    }
    this.#share.dirty.clear();
  }

  /** The peer that `connect` opens; undefined when it opens none. */
  opened(connect: () => void): Peer | undefined {
    this.#latest = undefined;
    connect();
    return this.#latest;
  }

  /** Everyone connected, to be handed over; undefined while anyone is about to go, or with more bytes. */
  handOff(maxBytes: number): PeerHandoff[] | undefined {
    if (!this.#refusals.isEmpty) return undefined;
    const all: PeerHandoff[] = [];
    let bytes = 0;
    for (const peer of this.#peers) {
      const handoff = peer.handOff();
      if (handoff === undefined) return undefined;
      bytes += handoff.input.length + handoff.output.length;
      // What a listing has yet to say is made for it: for no more than that.
      if (bytes > maxBytes) return undefined;
      all.push(handoff);
    }
    return all;
  }

  /** Goes on with a peer from before a re-exec. */
  resume(peer: Peer, { input, output }: PeerHandoff): void {
    peer.send(Buffer.from(output, "base64"));
    this.flush();
    if (input === "") return;
    peer.keep(Buffer.from(input, "base64"));
    readLater(peer, this.#reading);
  }

  /** Handles what was read already and waits for its turn, for at most `withinMs`. */
  handleRest(withinMs: number): void {
    const lane = lastSlice(() => performance.now(), withinMs);
    for (const peer of this.#peers) {
      if (peer.awaitsTurn) readKept(peer, { ...this.#reading, lane });
    }
  }

  /** Reads nothing more. Resolves once each peer has taken its replies, or after `withinMs`. */
  close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onAllClosed = resolve;
    const timer = setTimeout(resolve, withinMs);
    for (const peer of this.#peers) {
      peer.endInput();
      peer.flush();
      if (peer.isFlushed) peer.socket.end();
    }
    if (this.#peers.size === 0) resolve();
    return promise.finally(() => clearTimeout(timer));
  }

  #admit(peer: Peer): void {
    const isFull = this.#peers.size >= this.#max;
    if (this.#isClosing || (isFull && !this.#refusals.hasRoom)) {
      peer.isDiscarding = true;
      peer.socket.end();
    } else if (!this.#events.mayConnect(peer.socket.fd)) {
      const message = "not permitted: this hub belongs to another user";
      this.#refusals.refuse(peer, "not_permitted", message);
    } else if (isFull) {
      const message = `too many connections: ${this.#max} are open - close some first`;
      this.#refusals.refuse(peer, "too_many_connections", message);
    } else {
      this.#peers.add(peer);
      this.#events.onOpen();
    }
  }

  /** After a write: has the peer sent what it missed, then reads on. */
  #goOn(peer: Peer): void {
    if (peer.isWritable && !peer.isClosed && this.#events.isOwed(peer)) this.#catchUpLater(peer);
    else if (peer.isPaused && peer.isWritable && !peer.isClosed) readKept(peer, this.#reading);
    this.#endIfDone(peer);
    this.#budget.update(peer);
  }

  #end(peer: Peer): void {
    const isFirst = !peer.inputEnded;
    peer.inputEnded = true;
    if (peer.isDiscarding) {
      peer.socket.end();
      return;
    }
    if (isFirst && peer.kept.isEmpty) readEnd(peer, this.#reading);
    this.#endIfDone(peer);
  }

  #endIfDone(peer: Peer): void {
    if (!peer.isFlushed || peer.isClosed || peer.isPaused || !peer.kept.isEmpty) return;
    if (peer.isDiscarding) peer.socket.shutdown();
    else if (peer.inputEnded && (peer.isWriteClosed || !this.#events.isSubscribed(peer))) {
      peer.socket.end();
    }
  }

  #closed(peer: Peer): void {
    peer.close();
    this.#budget.update(peer);
    // What it sent before it went still counts.
    if (!peer.kept.isEmpty) {
      readLater(peer, this.#reading);
      return;
    }
    this.#refusals.forget(peer);
    if (this.#peers.delete(peer)) this.#events.onClose(peer);
    if (this.#peers.size === 0) this.#onAllClosed?.();
  }
}
