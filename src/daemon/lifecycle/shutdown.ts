import { lstat } from "../../host/lock.ts";
import type { Log } from "../../host/log.ts";
import type { ShutdownReason } from "../../protocol/wire.ts";

/** When and why the daemon leaves. */
export interface Departure {
  /** Resolves with the first reason given. */
  readonly reason: Promise<ShutdownReason>;
  leave(reason: ShutdownReason): void;
  /** The socket has just been made: what is at its path now is ours. @param known its inode, if noted before. */
  noteOwn(known?: number): void;
  /** The inode of the socket's path; undefined when that does not lead to us any more. */
  ownInode(): number | undefined;
  /** Whether the socket's path still leads to us. */
  ownsPath(): boolean;
}

/**
 * Listens for the signals that end a daemon. To be called before its lock is
 * taken: from then on another starter may poke it with SIGHUP, to look whether
 * it has lost its socket.
 */
export function createDeparture(path: string, log: Log): Departure {
  const { promise, resolve } = Promise.withResolvers<ShutdownReason>();
  let inode: number | undefined;
  const ownsPath = () => inode !== undefined && lstat(path)?.ino === inode;
  process.on("SIGTERM", () => resolve("signal"));
  process.on("SIGINT", () => resolve("signal"));
  process.on("SIGHUP", () => {
    log.reopen();
    if (inode !== undefined && !ownsPath()) resolve("replaced");
  });
  return {
    reason: promise,
    leave: resolve,
    noteOwn(known = lstat(path)?.ino) {
      inode = known;
    },
    ownInode: () => (ownsPath() ? inode : undefined),
    ownsPath,
  };
}
