import * as fs from "node:fs";
import type { Libc } from "../host/libc.ts";
import { lockPath, lstat, reportMarkPath, tryLock } from "../host/lock.ts";
import type { Log } from "./log.ts";
import { type Server, type ServerEvents, serve } from "./server.ts";
import { clearDeadSocket, listenError, openSocket, type Place } from "./socket-path.ts";
import { takeOver } from "./takeover.ts";

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

/** The report-only socket, next to the owner's. */
export interface ReportSocket {
  readonly connections: number;
  flush(): void;
  /** Listens anew where somebody has removed the path. */
  check(): void;
  close(withinMs: number): Promise<void>;
}

/** Opens the report-only socket at its path. @throws refused */
export async function openReportSocket(
  path: string,
  maxConnections: number,
  events: ServerEvents,
  libc: Libc | null,
  log: Log,
): Promise<ReportSocket> {
  const take = (file: string) => tryLock(file, libc);
  const lock = await takeOver(path, lockPath(path, "daemon"), take, false);
  const open = async () => {
    await clearDeadSocket(path);
    return listen(openSocket(path, libc), libc, maxConnections, events);
  };
  const opened = await open().catch((error) => {
    lock.release();
    throw error;
  });
  const servers = [opened];
  fs.writeFileSync(reportMarkPath(path), "", { mode: 0o600 });
  let inode = lstat(path)?.ino;
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
          log.warn(`${path} was gone: listening anew`);
        },
        (error) => log.warn(`${path} is gone: ${error.message}`),
      );
    },
    async close(withinMs) {
      const current = servers.at(-1);
      if (inode !== undefined && lstat(path)?.ino === inode) current?.stopListening();
      const closed = Promise.all(servers.map((server) => server.close(withinMs)));
      lock.release();
      await closed;
    },
  };
}
