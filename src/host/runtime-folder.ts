import { isPrivate, lockName } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { account } from "./account.ts";
import { lstat, namesIn } from "./file.ts";
import { glance } from "./glance.ts";
import { fs } from "./node-fs.ts";
import { reasonOf } from "./system-error.ts";

/**
 * Path, without an ending, of the files that belong to a socket: locks, journal
 * and spool, beside it where its folder is private to the user, else in the
 * user's runtime folder. It depends on the socket and the user alone, never on
 * the environment: two callers with different environments must meet there.
 * @throws refused when there is no such folder and none can be made.
 */
export function runtimeBase(socket: string): string {
  const { uid } = account();
  const own = socket.slice(0, socket.lastIndexOf("/")) || "/";
  return isPrivateFolder(own, uid) ? socket : `${runtimeFolder()}/${lockName(socket)}`;
}

/**
 * The user's runtime folder, which nobody else can enter; made when missing.
 * Where another user has taken its name in /tmp, one with a random ending.
 */
export function runtimeFolder(): string {
  const { uid } = account();
  const session = `/run/user/${uid}`;
  if (isPrivateFolder(session, uid) && isMade(`${session}/agent-console`)) {
    return `${session}/agent-console`;
  }
  const named = `/tmp/agent-console-${uid}`;
  if (isPrivateFolder(named, uid)) return named;
  const found = oldestOf(`agent-console-${uid}.`);
  if (found !== undefined) return found;
  return isMade(named) ? named : makeAnother(`${named}.`);
}

function isMade(folder: string): boolean {
  const { uid, isBorrowed } = account();
  if (isPrivateFolder(folder, uid)) return true;
  if (isBorrowed) return false; // root's it would be
  try {
    fs().mkdirSync(folder, { mode: 0o700 });
  } catch {
    // Made by another process of ours just now, taken by another user, or not to be had.
  }
  return isPrivateFolder(folder, uid);
}

function makeAnother(prefix: string): string {
  const { uid, isBorrowed } = account();
  if (isBorrowed) {
    throw new ConsoleError("refused", `user ${uid} has no folder ${prefix.slice(0, -1)} yet`);
  }
  try {
    fs().mkdtempSync(prefix);
  } catch (error) {
    const why = reasonOf(error) ?? "it can't be made";
    throw new ConsoleError("refused", `${prefix}*: ${why} - use --socket in a private folder`);
  }
  // Another process of ours may have made one at the same time: the same for both.
  return oldestOf(prefix.slice("/tmp/".length)) ?? prefix;
}

/** The first made of this user's private folders in /tmp with names that begin so. */
function oldestOf(prefix: string): string | undefined {
  const { uid } = account();
  let oldest: { path: string; madeMs: number } | undefined;
  for (const name of namesIn("/tmp").sort()) {
    const path = `/tmp/${name}`;
    if (!name.startsWith(prefix) || !isPrivateFolder(path, uid)) continue;
    const madeMs = lstat(path)?.birthtimeMs ?? 0;
    if (oldest === undefined || madeMs < oldest.madeMs) oldest = { path, madeMs };
  }
  return oldest?.path;
}

function isPrivateFolder(path: string, uid: number): boolean {
  try {
    const seen = glance(path);
    return seen?.kind === "folder" && isPrivate(seen, uid);
  } catch {
    return false; // in a folder that we can't enter
  }
}
