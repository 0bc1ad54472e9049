import { unlinkSync } from "node:fs";
import { lstat } from "../../host/file.ts";
import { listenPaths } from "../../host/hub-address.ts";
import { type Libc, openLibc } from "../../host/libc.ts";
import { heldLock, type Lock, lockPath, reportMarkPath, tryLock } from "../../host/lock.ts";
import { createLog, type Log } from "../../host/log.ts";
import { orphanedHolder } from "../../host/orphaned-lock.ts";
import { hasSupervisor } from "../../host/supervisor.ts";
import type { LogLevel } from "../../protocol/log-level.ts";
import { APP_VERSION } from "../../version.ts";
import { inheritedSocket } from "../socket/activation.ts";
import { createPathClaim, type PathClaim } from "../socket/path-claim.ts";
import { clearDeadSocket, type ListenSocket, openSocket } from "../socket/socket-path.ts";
import type { HandedOver } from "./handoff.ts";
import { createShutdown, type Shutdown } from "./shutdown.ts";
import { takeOver } from "./takeover.ts";

export interface StartOptions {
  /** Absolute path, checked. */
  socket: string;
  /** Whether a successor restores the state if this daemon is killed. */
  keepsJournal: boolean;
  logLevel: LogLevel;
  /** Standard error when undefined. */
  logFile: string | undefined;
  /** Descriptor of what this process handed to itself across a re-exec. */
  handoff: number | undefined;
}

/** What a daemon holds once clients can connect. */
export interface Started {
  log: Log;
  libc: Libc | null;
  shutdown: Shutdown;
  /** Held for life. */
  lock: Lock;
  socket: ListenSocket;
  claim: PathClaim;
  /** A service manager restarts it, so that it may not hand over to a successor. */
  isSupervised: boolean;
  /** From before the re-exec, after one, until it is taken in. */
  handoff: HandedOver | undefined;
}

/**
 * Takes the lock and listens. Nothing is waited for, unless something is in the
 * way; so this file loads no more than that needs.
 * @throws refused when it can't have the socket.
 */
export async function start(options: StartOptions): Promise<Started> {
  process.umask(0o077); // log and locks are private
  const { socket: path } = options;
  const log = createLog(options.logLevel, options.logFile);
  const claim = createPathClaim();
  const shutdown = createShutdown(claim, log);
  const libc = openLibc();
  const handoff = options.handoff === undefined ? undefined : await resume(options.handoff);
  const inherited = inheritedSocket(process.env, process.pid);
  const isInherited = handoff?.owner.socket.isInherited ?? inherited !== undefined;
  const isSupervised = isInherited || hasSupervisor(process.env, process.pid, process.ppid);
  const held = { log, libc, shutdown, claim, isSupervised, handoff };
  const file = lockPath(path, "daemon");
  // A newer client reads the version there, and asks for an upgrade.
  const note = isSupervised || !options.keepsJournal ? "" : APP_VERSION;
  if (handoff !== undefined) {
    const { lock, socket } = handoff.owner;
    return { ...held, lock: heldLock(file, lock, note), socket };
  }
  // One whose files were removed has the state all the same, and is to be woken first.
  const take = (file: string) => (orphanedHolder(file) === null ? tryLock(file, libc, note) : null);
  const lock = take(file) ?? (await takeOver(path, file, take, isInherited));
  try {
    return { ...held, lock, socket: await openAt(path, inherited, libc) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function resume(handoff: number): Promise<HandedOver> {
  const { handoffLines, unblockSignals } = await import("../../host/re-exec.ts");
  const { readHandoff } = await import("./handoff.ts");
  unblockSignals();
  return readHandoff(handoffLines(handoff));
}

async function openAt(
  socket: string,
  inherited: number | undefined,
  libc: Libc | null,
): Promise<ListenSocket> {
  const mark = reportMarkPath(socket);
  if (lstat(mark) !== null) unlinkSync(mark);
  if (inherited !== undefined) return { path: socket, fd: inherited, isInherited: true };
  for (;;) {
    const [path, other] = listenPaths(socket);
    // Another user may take the default path at any moment.
    const isTaken = () => listenPaths(socket)[0] !== path;
    try {
      for (const dead of [path, other]) {
        if (dead !== undefined && lstat(dead) !== null) await clearDeadSocket(dead);
      }
    } catch (error) {
      if (isTaken()) continue;
      throw error;
    }
    const opened = openSocket(path, libc);
    if (opened.fd !== undefined || !isTaken()) return opened;
  }
}
