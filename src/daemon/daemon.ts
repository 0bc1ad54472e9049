import { unlinkSync } from "node:fs";
import { lstat } from "../host/file.ts";
import { listenPaths } from "../host/hub-address.ts";
import { type Libc, openLibc } from "../host/libc.ts";
import { heldLock, lockPath, reportMarkPath, tryLock } from "../host/lock.ts";
import { createLog } from "../host/log.ts";
import { hasSupervisor } from "../host/supervisor.ts";
import { APP_VERSION } from "../version.ts";
import type { Handoff } from "./lifecycle/handoff.ts";
import { createShutdown } from "./lifecycle/shutdown.ts";
import { takeOver } from "./lifecycle/takeover.ts";
import type { DaemonOptions } from "./options.ts";
import { inheritedSocket } from "./socket/activation.ts";
import { clearDeadSocket, openSocket, type Place } from "./socket/socket-path.ts";

/**
 * Runs the daemon until a signal, STOP, the idle timeout or the loss of its
 * socket ends it. Resolves when everything is cleaned up.
 * @throws refused when it can't have the socket.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  process.umask(0o077); // log and locks are nobody else's business
  const { socket: path } = options;
  const log = createLog(options.logLevel, options.logFile);
  const shutdown = createShutdown(log);
  const libc = openLibc();
  const handoff = options.handoff === undefined ? undefined : await resume(options.handoff);
  // Nothing is waited for before the socket listens, unless something is in the way.
  const loading = import("./serve-hub.ts");
  const inherited = inheritedSocket(process.env, process.pid);
  // A service manager would start the daemon that was asked to leave.
  const isInherited = handoff?.owner.place.isInherited ?? inherited !== undefined;
  const isSupervised = isInherited || hasSupervisor(process.env, process.pid, process.ppid);
  const file = lockPath(path, "daemon");
  // A newer client reads our version there, and asks us to hand over.
  const note = isSupervised || !options.keepsJournal ? "" : APP_VERSION;
  const take = (file: string) => tryLock(file, libc, note);
  const lock =
    handoff !== undefined
      ? heldLock(file, handoff.owner.lock)
      : (take(file) ?? (await takeOver(path, file, take, isInherited)));
  try {
    const place = handoff?.owner.place ?? (await makePlace(path, inherited, libc));
    const { serveHub } = await loading;
    await serveHub(options, { log, shutdown, libc, place, isSupervised, lock, handoff });
  } finally {
    lock.release();
  }
}

async function resume(handoff: Buffer): Promise<Handoff> {
  const { unblockSignals } = await import("../host/re-exec.ts");
  unblockSignals();
  return JSON.parse(handoff.toString()); // written by this process: nobody else has had that file
}

async function makePlace(
  socket: string,
  inherited: number | undefined,
  libc: Libc | null,
): Promise<Place> {
  const mark = reportMarkPath(socket);
  if (lstat(mark) !== null) unlinkSync(mark);
  if (inherited !== undefined) return { path: socket, fd: inherited, isInherited: true };
  const [path, other] = listenPaths(socket);
  for (const dead of [path, other]) {
    if (dead !== undefined && lstat(dead) !== null) await clearDeadSocket(dead);
  }
  return openSocket(path, libc);
}
