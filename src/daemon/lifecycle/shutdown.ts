import type { Log } from "../../host/log.ts";
import type { ShutdownReason } from "../../protocol/wire.ts";
import type { PathClaim } from "../socket/path-claim.ts";

/** When and why the daemon shuts down. */
export interface Shutdown {
  /** Resolves with the first reason given. */
  readonly reason: Promise<ShutdownReason>;
  begin(reason: ShutdownReason): void;
  /** Called on SIGHUP, before it is looked whether the path is lost. */
  onHangUp(listener: () => void): void;
}

/**
 * Handles the signals that end a daemon. To be called before its lock is taken:
 * from then on another starter may send SIGHUP, so that the daemon checks
 * whether it has lost its socket.
 */
export function createShutdown(claim: PathClaim, log: Log): Shutdown {
  const { promise, resolve } = Promise.withResolvers<ShutdownReason>();
  process.on("SIGTERM", () => resolve("signal"));
  process.on("SIGINT", () => resolve("signal"));
  let hungUp = () => {};
  process.on("SIGHUP", () => {
    log.reopen();
    hungUp();
    if (claim.isLost) resolve("replaced");
  });
  return {
    reason: promise,
    begin: resolve,
    onHangUp(listener) {
      hungUp = listener;
    },
  };
}
