import type { Lock } from "../../host/lock.ts";
import type { PathClaim } from "./path-claim.ts";
import type { PeerHandoff } from "./peer-handoff.ts";
import type { Server } from "./server.ts";
import type { ListenSocket } from "./socket-path.ts";

/** A listening socket as it is handed to the process after a re-exec. */
export interface SocketHandoff {
  socket: ListenSocket;
  /** Inode of its path. */
  inode: number;
  /** Descriptor of its lock. */
  lock: number;
  /** Its connections. */
  peers: PeerHandoff[];
}

/**
 * What is handed over of a socket; undefined while a connection is about to go, or
 * where its path leads elsewhere by now.
 * @param maxBytes undefined too where its connections have more than that to go on with.
 */
export function handOffSocket(
  server: Server,
  claim: PathClaim,
  lock: Lock,
  maxBytes: number,
): SocketHandoff | undefined {
  const { socket } = server;
  const [peers, { inode }] = [server.handOff(maxBytes), claim];
  if (peers === undefined || socket.fd === undefined || inode === undefined) return undefined;
  return { socket, inode, lock: lock.fd, peers };
}

/** The descriptors that must stay open for it. */
export function descriptorsOf({ socket, lock, peers }: SocketHandoff): number[] {
  return [socket.fd ?? -1, lock, ...peers.map(({ fd }) => fd)];
}

/** What connections have to go on with, in bytes of their handoff. */
export function bytesOf(peers: readonly PeerHandoff[]): number {
  return peers.reduce((sum, { input, output }) => sum + input.length + output.length, 0);
}
