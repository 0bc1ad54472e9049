import * as fs from "node:fs";
import { lstat } from "../../host/file.ts";
import type { Libc } from "../../host/libc.ts";
import { type Lock, reportMarkPath } from "../../host/lock.ts";
import type { Log } from "../../host/log.ts";
import { handOffSocket, type SocketHandoff } from "./handoff.ts";
import { listen } from "./listen.ts";
import type { ServerEvents } from "./server-events.ts";
import { clearDeadSocket, openSocket } from "./socket-path.ts";

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
 * @param lock its lock, held; released when it is closed, or could not be opened.
 * @param handoff from before the re-exec, after one.
 * @throws refused
 */
export async function openReportSocket(
  path: string,
  lock: Lock,
  maxConnections: number,
  events: ServerEvents,
  libc: Libc | null,
  log: Log,
  handoff?: SocketHandoff,
): Promise<ReportSocket> {
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
