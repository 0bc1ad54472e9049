import { lstat } from "../../host/file.ts";
import type { Log } from "../../host/log.ts";
import type { ShutdownReason } from "../../protocol/wire.ts";

/** When and why the daemon shuts down. */
export interface Shutdown {
  /** Resolves with the first reason given. */
  readonly reason: Promise<ShutdownReason>;
  begin(reason: ShutdownReason): void;
  /** The socket is at that path from now on. @param known its inode, if that is known already. */
  claimPath(path: string, known?: number): void;
  /** The inode of the socket's path; undefined when that is no longer ours. */
  ownInode(): number | undefined;
  /** Whether the path still leads to our socket. */
  ownsPath(): boolean;
}

/**
 * Handles the signals that end a daemon. To be called before its lock is taken:
 * from then on another starter may send SIGHUP, so that the daemon checks
 * whether it has lost its socket.
 */
export function createShutdown(log: Log): Shutdown {
  const { promise, resolve } = Promise.withResolvers<ShutdownReason>();
  let path = "";
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
    begin: resolve,
    claimPath(claimed, known = lstat(claimed)?.ino) {
      path = claimed;
      inode = known;
    },
    ownInode: () => (ownsPath() ? inode : undefined),
    ownsPath,
  };
}
