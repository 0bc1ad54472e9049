import * as fs from "node:fs";
import type { Libc } from "../../host/libc.ts";
import { type Lock, reportMarkPath } from "../../host/lock.ts";
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
  /** From before the re-exec, after one. */
  handoff: SocketHandoff | undefined;
}

/** The report-only socket, next to the owner's. */
export interface ReportListener {
  readonly path: string;
  readonly lock: Lock;
  readonly connections: number;
  /** Whether its path leads to it. */
  readonly isThere: boolean;
  /** Listens at its path again, which was removed. */
  reopen(): void;
  /** What to hand over; undefined while anything is in flight, or where that is more than so many bytes. */
  handOff(maxBytes: number): SocketHandoff | undefined;
  /** Stops listening, removes the path where it is still ours, and releases the lock. */
  stopListening(): void;
  /** Handles what was read already and waits for its turn, for at most `withinMs`. */
  handleRest(withinMs: number): void;
  close(withinMs: number): Promise<void>;
}

/** Opens the report-only socket at its path. @throws refused */
export async function openReportListener(options: ReportListenerOptions): Promise<ReportListener> {
  const { path, lock, handoff, libc } = options;
  const server = await open(options).catch((error) => {
    lock.release();
    throw error;
  });
  const claim = createPathClaim();
  const mark = () => fs.writeFileSync(reportMarkPath(path), "", { mode: 0o600 });
  mark();
  claim.take(path, handoff?.inode);
  return {
    path,
    lock,
    get connections() {
      return server.connections;
    },
    get isThere() {
      return claim.inode !== undefined;
    },
    reopen() {
      server.reopen(openSocket(path, libc));
      claim.take(path);
      mark();
    },
    handOff: (maxBytes) => handOffSocket(server, claim, lock, maxBytes),
    stopListening() {
      if (claim.inode !== undefined) server.stopListening();
      lock.release();
    },
    handleRest: (withinMs) => server.handleRest(withinMs),
    close: (withinMs) => server.close(withinMs),
  };
}

async function open(options: ReportListenerOptions): Promise<Server> {
  const { path, handoff, libc, maxConnections, events, lane } = options;
  if (handoff === undefined) await clearDeadSocket(path);
  const socket = handoff?.socket ?? openSocket(path, libc);
  const server = listen(socket, libc, maxConnections, events, {
    reading: lane,
    catchingUp: lane, // nobody subscribes there
  });
  for (const peer of handoff?.peers ?? []) server.adopt(peer);
  return server;
}
