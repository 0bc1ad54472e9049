import type { Lock } from "../../host/lock.ts";
import type { Peer } from "./peer.ts";
import type { Server } from "./server.ts";
import type { Place } from "./socket-path.ts";

/** A listening socket as it is handed to the process after a re-exec. */
export interface SocketHandoff {
  place: Place;
  /** Inode of its path. */
  inode: number;
  /** Descriptor of its lock. */
  lock: number;
  /** Descriptors of its connections. */
  peers: number[];
}

/**
 * What is handed over of a socket; undefined while anything is in flight, or
 * where its path leads elsewhere by now.
 */
export function handOffSocket(
  server: Server,
  place: Place | undefined,
  inode: number | undefined,
  lock: Lock,
): SocketHandoff | undefined {
  const peers = server.idlePeers();
  if (peers === undefined || place?.fd === undefined || inode === undefined) return undefined;
  return { place, inode, lock: lock.fd, peers: peers.map(fdOf) };
}

export function fdOf({ socket }: Peer): number {
  return socket.fd;
}
