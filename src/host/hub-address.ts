import { DEFAULT_SOCKET } from "../protocol/address.ts";
import { account } from "./account.ts";
import { glance } from "./glance.ts";
import { runtimeBase } from "./runtime-folder.ts";

/**
 * Where the hub meant by a socket's path listens. The default path means each
 * user's own hub, and only one of them can have it: the others' listen beside
 * their locks, and are found there first. Any other path means itself.
 */
export function hubAddress(socket: string): string {
  if (socket !== DEFAULT_SOCKET) return socket;
  const beside = besideLock();
  if (beside !== undefined && isOwnSocket(beside)) return beside;
  return isFree(socket) || isOwnSocket(socket) ? socket : (beside ?? socket);
}

/**
 * Where a hub that holds the socket's lock is to listen, and the path that it
 * might have used instead: a socket left there is dead.
 */
export function listenPaths(socket: string): [path: string, other: string | undefined] {
  if (socket !== DEFAULT_SOCKET) return [socket, undefined];
  const beside = runtimeBase(socket);
  const isOurs = isFree(socket) || isOwnSocket(socket);
  return isOurs ? [socket, beside] : [beside, undefined];
}

/** Beside the default path's lock; undefined where the user has no folder for it. */
function besideLock(): string | undefined {
  try {
    return runtimeBase(DEFAULT_SOCKET);
  } catch {
    return undefined; // whoever has to start a hub is told why
  }
}

function isFree(path: string): boolean {
  return glance(path) === null;
}

function isOwnSocket(path: string): boolean {
  const seen = glance(path);
  return seen?.kind === "socket" && seen.uid === account().uid;
}
