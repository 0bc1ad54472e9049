import { removeFile } from "../../host/file.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import { encode, failure } from "../../protocol/wire.ts";
import { createBudget } from "./budget.ts";
import { Peer, type PeerSocket } from "./peer.ts";
import type { ServerEvents } from "./server-events.ts";
import type { Place } from "./socket-path.ts";

/** How long a client that is sent away may take to read why. */
const LINGER_MS = 2000;
/** Clients over the limit that may linger to read why; more are closed unheard. */
const MAX_LINGERING = 32;

/** The listening socket and everyone connected to it. */
export interface Server {
  readonly connections: number;
  /** Writes out what is queued. */
  flush(): void;
  /**
   * Adopts a connection from before the re-exec. Nothing is read from it yet.
   * @returns undefined when that fails.
   */
  adopt(fd: number): Peer | undefined;
  /** Everyone connected; undefined while anything is in flight. */
  idlePeers(): Peer[] | undefined;
  /** Listens no more and removes the socket's path, without looking whose it is by now. */
  stopListening(): void;
  /**
   * Reads nothing more. Resolves once each peer has what it is owed and is
   * closed, or after `withinMs`; what it asks meanwhile gets no answer.
   */
  close(withinMs: number): Promise<void>;
}

/** Serves whoever connects there. @throws as `Bun.listen` does. */
export function serve(at: Place, maxConnections: number, events: ServerEvents): Server {
  const peers = new Set<Peer>();
  const lingering = new Set<Peer>();
  const dirty = new Set<Peer>();
  const share = { dirty, maxLineBytes: events.maxLineBytes };
  let onAllClosed: (() => void) | undefined;
  let isLeaving = false;
  let latest: Peer | undefined;

  const budget = createBudget((peer) => {
    events.onDropped(`it held ${peer.heldBytes} bytes of what all may hold together`);
    peer.drop();
  });

  function flush(): void {
    for (const peer of dirty) {
      peer.flush();
      budget.settle(peer);
    }
    dirty.clear();
  }

  /** Sends a last word. `end(text)` would lose it; a half-close does not (Bun 1.4.5). */
  function refuse(peer: Peer, code: ErrorCode, message: string): void {
    peer.isDiscarding = true;
    lingering.add(peer);
    peer.send(encode(failure(undefined, code, message)));
    flush();
    if (peer.isEmpty) peer.socket.shutdown();
    setTimeout(() => peer.socket.end(), LINGER_MS).unref();
  }

  function read(peer: Peer, chunk: Buffer): void {
    let input: Buffer | undefined = chunk;
    while (input !== undefined) {
      const rest = peer.lines.push(input, (line) => {
        events.onLine(line, peer);
        return !peer.hasBackpressure;
      });
      events.onBatch();
      flush();
      if (rest === "too_long") {
        refuse(
          peer,
          "line_too_long",
          `line too long: a line holds at most ${events.maxLineBytes / 1024} KiB`,
        );
        return;
      }
      if (peer.hasBackpressure) {
        // Not read from until it takes its replies, so its requests wait on its side.
        peer.unparsed = rest === undefined ? undefined : Buffer.from(rest);
        peer.isPaused = true;
        peer.socket.pause();
        return;
      }
      input = rest;
    }
  }

  function goOn(peer: Peer): void {
    while (peer.isWritable && events.onDrain(peer));
    if (peer.isPaused && peer.isWritable && !peer.isClosed && !isLeaving) {
      const { unparsed } = peer;
      peer.unparsed = undefined;
      peer.isPaused = false;
      if (unparsed !== undefined) read(peer, unparsed);
      if (!peer.isPaused) peer.socket.resume();
    }
    endIfDone(peer);
  }

  function endIfDone(peer: Peer): void {
    if (!peer.isEmpty || peer.isClosed || (peer.isPaused && !isLeaving)) return;
    if (peer.isDiscarding) peer.socket.shutdown();
    else if (peer.inputEnded && (peer.isWriteClosed || !events.isSubscribed(peer)))
      peer.socket.end();
  }

  // `fd` is missing in the types of Bun 1.4.5; it adopts the socket and never unlinks its path.
  const { path, fd } = at;
  const place = fd === undefined ? { unix: path } : ({ fd } as unknown as { unix: string });
  const handlers: Bun.SocketHandler<Peer> = {
    open(socket) {
      const peer = new Peer(socket as PeerSocket, share);
      socket.data = peer;
      latest = peer;
      if (isLeaving) {
        peer.isDiscarding = true;
        socket.end();
      } else if (peers.size >= maxConnections && lingering.size >= MAX_LINGERING) {
        peer.isDiscarding = true;
        socket.end();
      } else if (!events.mayConnect(peer.socket.fd)) {
        refuse(peer, "not_permitted", "not permitted: this hub belongs to another user");
      } else if (peers.size >= maxConnections) {
        const message = `too many connections: ${maxConnections} are open - close some first`;
        refuse(peer, "too_many_connections", message);
      } else {
        peers.add(peer);
        events.onOpen();
      }
    },
    data({ data: peer }, chunk) {
      if (peer.isDiscarding || isLeaving) return;
      read(peer, chunk);
      budget.settle(peer);
    },
    drain({ data: peer }) {
      peer.drain();
      goOn(peer);
      budget.settle(peer);
    },
    end({ data: peer }) {
      peer.inputEnded = true;
      if (peer.isDiscarding) {
        peer.socket.end();
        return;
      }
      const last = peer.lines.end();
      if (last !== undefined && !isLeaving) {
        events.onLine(last, peer);
        events.onBatch();
        flush();
      }
      endIfDone(peer);
    },
    close({ data: peer }) {
      peer.isClosed = true;
      budget.settle(peer);
      lingering.delete(peer);
      if (peers.delete(peer)) events.onClose(peer);
      if (peers.size === 0) onAllClosed?.();
    },
    error(_, error) {
      events.onBug(error);
    },
  };
  // Else a client that closes its writing side, as `echo | socat` does, gets nothing.
  const listener = Bun.listen<Peer>({ ...place, allowHalfOpen: true, socket: handlers });

  const adopting = { fd: -1, allowHalfOpen: true, socket: handlers };

  return {
    get connections() {
      return peers.size;
    },
    flush,
    adopt(fd) {
      adopting.fd = fd;
      latest = undefined;
      // Calls `open` before it returns (Bun 1.4.5). The cast is as for the listener.
      void Bun.connect<Peer>(adopting as unknown as Bun.UnixSocketOptions<Peer>);
      return latest;
    },
    idlePeers() {
      const all = [...peers];
      return lingering.size === 0 && all.every(({ isIdle }) => isIdle) ? all : undefined;
    },
    stopListening() {
      if (!at.isInherited) removeFile(path);
      listener.stop();
    },
    close(withinMs) {
      isLeaving = true;
      const { promise, resolve } = Promise.withResolvers<void>();
      onAllClosed = resolve;
      const timer = setTimeout(resolve, withinMs);
      for (const peer of peers) {
        peer.inputEnded = true;
        peer.flush();
        if (peer.isEmpty) peer.socket.end();
      }
      if (peers.size === 0) resolve();
      return promise.finally(() => clearTimeout(timer));
    },
  };
}
