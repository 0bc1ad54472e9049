import * as fs from "node:fs";
import { lstat } from "../../host/file.ts";
import type { Libc } from "../../host/libc.ts";
import { type Lock, reportMarkPath } from "../../host/lock.ts";
import type { Log } from "../../host/log.ts";
import { handOffSocket, type SocketHandoff } from "./handoff.ts";
import { createPathClaim } from "./path-claim.ts";
import { listen, type Server } from "./server.ts";
import type { ServerEvents } from "./server-events.ts";
import { clearDeadSocket, openSocket } from "./socket-path.ts";
import type { Lane } from "./turns.ts";

export interface ReportListenerOptions {
  path: string;
  /** Held; it is released when the listener stops, or could not be opened. */
  lock: Lock;
  maxConnections: number;
  events: ServerEvents;
  lane: Lane;
  libc: Libc | null;
  log: Log;
  /** From before the re-exec, after one. */
  handoff: SocketHandoff | undefined;
}

/** The report-only socket, next to the owner's. */
export interface ReportListener {
  readonly connections: number;
  /** Opens a new listener where the path was removed. */
  check(): void;
  /** What to hand over; undefined while anything is in flight. */
  handOff(): SocketHandoff | undefined;
  /** Stops listening, removes the path where it is still ours, and releases the lock. */
  stopListening(): void;
  close(withinMs: number): Promise<void>;
}

/** Opens the report-only socket at its path. @throws refused */
export async function openReportListener(options: ReportListenerOptions): Promise<ReportListener> {
  const { path, lock, log } = options;
  const first = await openFirst(options).catch((error) => {
    lock.release();
    throw error;
  });
  const servers = [first];
  fs.writeFileSync(reportMarkPath(path), "", { mode: 0o600 });
  const claim = createPathClaim();
  claim.take(path, options.handoff?.inode);
  const reopen = async () => {
    servers.push(await open(options));
    claim.take(path);
    log.warn(`${path} was gone: listening there again`);
  };
  return {
    get connections() {
      return servers.reduce((sum, { connections }) => sum + connections, 0);
    },
    check() {
      if (lstat(path) !== null) return;
      // The old listener is left alone: to stop it would remove the new one's path (Bun 1.4.5).
      reopen().catch((error) => log.warn(`${path} is gone: ${error.message}`));
    },
    // With an older listener beside it, its connections can't be told from the others.
    handOff: () => (servers.length === 1 ? handOffSocket(first, claim, lock) : undefined),
    stopListening() {
      if (claim.inode !== undefined) servers.at(-1)?.stopListening();
      lock.release();
    },
    async close(withinMs) {
      await Promise.all(servers.map((server) => server.close(withinMs)));
    },
  };
}

async function openFirst(options: ReportListenerOptions): Promise<Server> {
  const { handoff, libc, maxConnections, events, lane } = options;
  if (handoff === undefined) return open(options);
  const server = listen(handoff.socket, libc, maxConnections, events, lane);
  for (const fd of handoff.peers) server.adopt(fd);
  return server;
}

async function open({ path, libc, maxConnections, events, lane }: ReportListenerOptions) {
  await clearDeadSocket(path);
  return listen(openSocket(path, libc), libc, maxConnections, events, lane);
}
