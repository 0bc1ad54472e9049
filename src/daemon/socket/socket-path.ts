import type { Stats } from "node:fs";
import * as fs from "node:fs";
import type { Libc } from "../../host/libc.ts";
import { reasonOf } from "../../host/system-error.ts";
import { ConsoleError } from "../../protocol/errors.ts";

/** A socket to listen on. */
export interface ListenSocket {
  path: string;
  /** Its descriptor; undefined where `Bun.listen` is to open it. */
  fd: number | undefined;
  /** A service manager opened it, and its path is not ours to remove. */
  isInherited: boolean;
}

/**
 * Listens at a path that is free and whose lock is held. Clients can connect from
 * here on: until the daemon accepts them they wait in the backlog.
 */
export function openSocket(path: string, libc: Libc | null): ListenSocket {
  process.umask(0o177); // the socket is 0600 from its first instant
  const fd = libc?.listen(path) ?? undefined;
  process.umask(0o077);
  return { path, fd, isInherited: false };
}

/**
 * Makes the path free to bind. Only the holder of the socket's lock may call
 * this, and only a dead socket of this user is ever removed.
 * @throws refused when something else is there, or somebody listens.
 */
export async function clearDeadSocket(path: string): Promise<void> {
  const stat = fs.lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const uid = process.getuid?.() ?? 0;
  if (!stat.isSocket()) {
    const message = `${path} is ${describeKind(stat)}, not a socket - it is left alone`;
    throw new ConsoleError("refused", `${message}; remove it or choose another path`);
  }
  if (stat.uid !== uid) {
    const message = `${path} belongs to another user (uid ${stat.uid})`;
    throw new ConsoleError("refused", `${message} - choose another path with --socket`);
  }
  if (await isServed(path)) {
    throw new ConsoleError("refused", `${path} is served by another program - stop it first`);
  }
  fs.unlinkSync(path);
}

/** Whether somebody accepts connections at the path. */
export async function isServed(path: string): Promise<boolean> {
  try {
    const socket = await Bun.connect({ unix: path, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false; // refused, absent or not permitted: nobody accepts
  }
}

/** Says in a person's words why `Bun.listen` failed. */
export function listenError(path: string, error: unknown): ConsoleError {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  const why: Record<string, string> = {
    ENOENT: `folder ${folder} does not exist`,
    EACCES: `no permission to write in ${folder}`,
    EROFS: `${folder} is read-only`,
    EADDRINUSE: "the path is taken",
  };
  return new ConsoleError(
    "refused",
    `cannot listen at ${path}: ${why[code] ?? reasonOf(error) ?? code}`,
  );
}

function describeKind(stat: Stats): string {
  if (stat.isSymbolicLink()) return "a symbolic link";
  if (stat.isDirectory()) return "a directory";
  return stat.isFile() ? "a regular file" : "a device or pipe";
}
