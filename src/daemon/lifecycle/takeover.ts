import { hubAddress } from "../../host/hub-address.ts";
import { type Lock, lockHolder } from "../../host/lock.ts";
import { orphanedHolder } from "../../host/orphaned-lock.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { isServed } from "../socket/socket-path.ts";

/** How long a new daemon waits for one that is shutting down. */
const WAIT_MS = 2000;
const RETRY_MS = 10;

/**
 * Takes the socket's lock for life, waiting for a daemon that is shutting down. One
 * that has lost its socket is signalled, and shuts down too.
 * @param isOurs whether we were given the listening socket, so that the lock's
 *   holder has lost it.
 * @throws refused when another daemon serves the socket.
 */
export async function takeOver(
  socket: string,
  lockFile: string,
  tryTake: (file: string) => Lock | null,
  isOurs: boolean,
): Promise<Lock> {
  const deadlineMs = performance.now() + WAIT_MS;
  for (;;) {
    const lock = tryTake(lockFile);
    if (lock !== null) return lock;
    const holder = lockHolder(lockFile) ?? orphanedHolder(lockFile);
    if ((!isOurs && (await isServed(hubAddress(socket)))) || performance.now() > deadlineMs) {
      const who = holder === null ? "another process" : `process ${holder}`;
      throw new ConsoleError("refused", `already running: ${who} serves ${socket}`);
    }
    if (holder !== null) signal(holder);
    await Bun.sleep(RETRY_MS);
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGHUP");
  } catch {
    // It has just ended: the next attempt gets the lock.
  }
}
