import * as fs from "node:fs";
import type { Libc } from "../../host/libc.ts";
import { heldLock, type Lock, lockPath, lstat, reportMarkPath, tryLock } from "../../host/lock.ts";
import type { Log } from "../../host/log.ts";
import type { SocketHandoff } from "../lifecycle/handoff.ts";
import { takeOver } from "../lifecycle/takeover.ts";
import type { Peer } from "./peer.ts";
import { type Server, type ServerEvents, serve } from "./server.ts";
import { clearDeadSocket, listenError, openSocket, type Place } from "./socket-path.ts";

/**
 * Serves at a path that is free, or listened at already, and whose lock is
 * held. @throws refused, in a person's words.
 */
export function listen(
  place: Place,
  libc: Libc | null,
  maxConnections: number,
  events: ServerEvents,
): Server {
  try {
    process.umask(0o177); // the socket is 0600 from its first instant
    const server = serve(place, maxConnections, events);
    // Bun has set a queue of its own: 511 (1.4.5).
    if (place.fd !== undefined && !place.isInherited) libc?.widen(place.fd);
    return server;
  } catch (error) {
    throw listenError(place.path, error);
  } finally {
    process.umask(0o077);
  }
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

/** The report-only socket, next to the owner's. */
export interface ReportSocket {
  readonly connections: number;
  flush(): void;
  /** Opens a new listener where the path was removed. */
  check(): void;
  /** What to hand over; undefined while anything is in flight. */
  handOff(): SocketHandoff | undefined;
  close(withinMs: number): Promise<void>;
}

/**
 * Opens the report-only socket at its path.
 * @param handoff from before the re-exec, after one.
 * @throws refused
 */
export async function openReportSocket(
  path: string,
  maxConnections: number,
  events: ServerEvents,
  libc: Libc | null,
  log: Log,
  handoff?: SocketHandoff,
): Promise<ReportSocket> {
  const take = (file: string) => tryLock(file, libc);
  const file = lockPath(path, "daemon");
  const lock =
    handoff === undefined ? await takeOver(path, file, take, false) : heldLock(file, handoff.lock);
  let place = handoff?.place;
  const open = async () => {
    await clearDeadSocket(path);
    place = openSocket(path, libc);
    return listen(place, libc, maxConnections, events);
  };
  const resume = async ({ place, peers }: SocketHandoff) => {
    const server = listen(place, libc, maxConnections, events);
    for (const fd of peers) server.adopt(fd);
    return server;
  };
  const opened = await (handoff === undefined ? open() : resume(handoff)).catch((error) => {
    lock.release();
    throw error;
  });
  const servers = [opened];
  fs.writeFileSync(reportMarkPath(path), "", { mode: 0o600 });
  let inode = handoff?.inode ?? lstat(path)?.ino;
  return {
    get connections() {
      return servers.reduce((sum, { connections }) => sum + connections, 0);
    },
    flush() {
      for (const server of servers) server.flush();
    },
    check() {
      if (lstat(path) !== null) return;
      // The old listener is left alone: to stop it would remove the new one's path (Bun 1.4.5).
      open().then(
        (server) => {
          servers.push(server);
          inode = lstat(path)?.ino;
          log.warn(`${path} was gone: listening there again`);
        },
        (error) => log.warn(`${path} is gone: ${error.message}`),
      );
    },
    // With an older listener beside it, who came by that can't be told from the others.
    handOff: () => (servers.length === 1 ? handOffSocket(opened, place, inode, lock) : undefined),
    async close(withinMs) {
      const current = servers.at(-1);
      if (inode !== undefined && lstat(path)?.ino === inode) current?.stopListening();
      const closed = Promise.all(servers.map((server) => server.close(withinMs)));
      lock.release();
      await closed;
    },
  };
}
