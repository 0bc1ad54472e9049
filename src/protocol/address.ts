import { ConsoleError } from "./errors.ts";

/** Where the hub listens when nobody says otherwise; the first program had another path. */
export const DEFAULT_SOCKET = "/tmp/agent-console.sock";
/** `sun_path` has 108 bytes on Linux (unix(7)) and 104 on macOS (sys/un.h), with the closing NUL. */
export const MAX_SOCKET_PATH_BYTES: Readonly<Record<string, number>> = { linux: 107, darwin: 103 };

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of a file's status that says who may use it. */
export interface Ownership {
  uid: number;
  /** Permission bits as `stat` gives them, file type included. */
  mode: number;
}

/**
 * The socket's path: the flag, else `AGENT_CONSOLE_SOCKET`, else the default.
 * @param resolve makes a path absolute.
 * @throws usage when the path is too long for the system, or holds a NUL.
 */
export function socketPath(
  flag: string | undefined,
  env: Environment,
  resolve: (path: string) => string,
  platform: string,
): string {
  const given = flag || env.AGENT_CONSOLE_SOCKET || DEFAULT_SOCKET;
  if (given.includes("\0")) throw new ConsoleError("usage", "socket path: holds a NUL character");
  const path = resolve(given);
  const bytes = new TextEncoder().encode(path).length;
  const maxBytes = MAX_SOCKET_PATH_BYTES[platform] ?? 103;
  if (bytes > maxBytes) {
    const limit = `the system's limit is ${maxBytes}`;
    throw new ConsoleError("usage", `socket path is ${bytes} bytes long, ${limit}: ${path}`);
  }
  return path;
}

/**
 * File name of a socket's lock in a folder that may hold many: the path,
 * readable, and no two alike.
 */
export function lockName(socket: string): string {
  return socket.replaceAll("=", "=e").replaceAll("%", "=p").replaceAll("/", "%");
}

/** The socket that a lock's name stands for. */
export function socketOf(name: string): string {
  return name.replaceAll("%", "/").replaceAll("=p", "%").replaceAll("=e", "=");
}

/** Folder of the log: the user's own state folder. */
export function stateFolder(env: Environment, home: string): string {
  const base = env.XDG_STATE_HOME?.startsWith("/") ? env.XDG_STATE_HOME : `${home}/.local/state`;
  return `${base}/agent-console`;
}

/** True for a file or folder that this user owns and nobody else can use. */
export function isPrivate(file: Ownership, uid: number): boolean {
  return file.uid === uid && (file.mode & 0o077) === 0;
}

/** True when the owner of a socket may be talked to: ourselves, or root. */
export function isTrustedOwner(file: Ownership, uid: number): boolean {
  return file.uid === uid || file.uid === 0;
}
