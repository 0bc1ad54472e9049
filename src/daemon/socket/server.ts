import { removeFile } from "../../host/file.ts";
import type { Libc } from "../../host/libc.ts";
import { Connections, type Lanes } from "./connections.ts";
import type { Peer } from "./peer.ts";
import type { PeerHandoff } from "./peer-handoff.ts";
import type { ServerEvents } from "./server-events.ts";
import { type ListenSocket, listenError } from "./socket-path.ts";

/** A listening socket and everyone connected to it. */
export interface Server {
  readonly socket: ListenSocket;
  readonly connections: number;
  /** Writes out what is queued. */
  flush(): void;
  /**
   * Adopts a connection from before the re-exec. Nothing is read from it yet.
   * @param prepare what is to be done before anything is written to it.
   */
  adopt(handoff: PeerHandoff, prepare?: (peer: Peer) => void): void;
  /** Everyone connected, to be handed over; undefined while anyone is about to go, or with more bytes. */
  handOff(maxBytes: number): PeerHandoff[] | undefined;
  /** Listens at another socket instead, for the same peers. */
  reopen(socket: ListenSocket): void;
  /** Stops listening and removes the socket's path, without looking whose it is by now. */
  stopListening(): void;
  /** Handles what was read already and waits for its turn, for at most `withinMs`. */
  handleRest(withinMs: number): void;
  /**
   * Reads nothing more. Resolves once each peer has taken its replies and is
   * closed, or after `withinMs`; later requests get no answer.
   */
  close(withinMs: number): Promise<void>;
}

/**
 * Serves at a path that is free, or listened at already, and whose lock is held.
 * @throws refused, in a person's words.
 */
export function listen(
  at: ListenSocket,
  libc: Libc | null,
  maxConnections: number,
  events: ServerEvents,
  lanes: Lanes,
): Server {
  const connections = new Connections(maxConnections, events, lanes);
  let socket = at;
  let listener = bind(socket, libc, connections.handlers);
  const adopting = { fd: -1, allowHalfOpen: true, socket: connections.handlers };
  return {
    get socket() {
      return socket;
    },
    get connections() {
      return connections.size;
    },
    flush: () => connections.flush(),
    adopt(handoff, prepare) {
      adopting.fd = handoff.fd;
      // Calls `open` before it returns; `fd` is missing in its types (Bun 1.4.5).
      const options = adopting as unknown as Bun.UnixSocketOptions<Peer>;
      const peer = connections.opened(() => void Bun.connect<Peer>(options));
      if (peer === undefined) return;
      prepare?.(peer);
      connections.resume(peer, handoff);
    },
    handOff: (maxBytes) => connections.handOff(maxBytes),
    reopen(next) {
      // One that was opened by its path would remove the new one's: left alone (Bun 1.4.5).
      if (socket.fd !== undefined) listener.stop();
      socket = next;
      listener = bind(socket, libc, connections.handlers);
    },
    stopListening() {
      if (!socket.isInherited) removeFile(socket.path);
      listener.stop();
    },
    handleRest: (withinMs) => connections.handleRest(withinMs),
    close: (withinMs) => connections.close(withinMs),
  };
}

function bind(
  { path, fd, isInherited }: ListenSocket,
  libc: Libc | null,
  socket: Bun.SocketHandler<Peer>,
): Bun.UnixSocketListener<Peer> {
  // `fd` is missing in the types of Bun 1.4.5; it adopts the socket and never unlinks its path.
  const at = fd === undefined ? { unix: path } : ({ fd } as unknown as { unix: string });
  try {
    process.umask(0o177); // the socket is 0600 from its first instant
    // Half-open: else a client that closes its writing side, as `echo | socat` does, gets nothing.
    const listener = Bun.listen<Peer>({ ...at, allowHalfOpen: true, socket });
    // Bun has set a backlog of its own: 511 (1.4.5).
    if (fd !== undefined && !isInherited) libc?.setBacklog(fd);
    return listener;
  } catch (error) {
    throw listenError(path, error);
  } finally {
    process.umask(0o077);
  }
}
