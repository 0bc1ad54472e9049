import { account } from "../host/account.ts";
import { lockNote, lockPath } from "../host/lock.ts";
import { isNewer } from "../protocol/semver.ts";
import { APP_VERSION } from "../version.ts";
import { type Client, createClient } from "./client.ts";
import {
  AbsentError,
  type Connection,
  type ConnectionEvents,
  openConnection,
} from "./connection.ts";

export interface ConnectOptions {
  /** Whether to start the daemon when there is none. */
  starts: boolean;
}

/** Connects; with `starts` it first starts a missing daemon, or upgrades an older one. */
export async function connect(path: string, { starts }: ConnectOptions): Promise<Client> {
  if (starts) await upgradeIfOlder(path);
  return createClient(path, (at, events) => openOrStart(at, starts, events));
}

/** Connects; with `starts` it starts the daemon when nobody listens. */
export async function openOrStart(
  path: string,
  starts: boolean,
  events: ConnectionEvents,
): Promise<Connection> {
  try {
    return await openConnection(path, events);
  } catch (error) {
    if (!starts || !(error instanceof AbsentError)) throw error;
    if (!mayStart(process.env)) {
      const says = `${error.why}, and AGENT_CONSOLE_AUTOSTART=0 starts none`;
      throw account().isBorrowed ? error : new AbsentError(path, says);
    }
  }
  // Loaded on demand: it pulls in bun:ffi.
  const { isReportSocket, startDaemon } = await import("./autostart.ts");
  if (isReportSocket(path)) {
    throw new AbsentError(path, "it takes the reports for a hub that is not running");
  }
  await startDaemon(path);
  return openConnection(path, events);
}

/**
 * Whether a daemon may be started here: `AGENT_CONSOLE_AUTOSTART=0` says that
 * the socket is another machine's or the report-only one, and root starts none
 * in the place of the user for whom it acts.
 */
export function mayStart(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.AGENT_CONSOLE_AUTOSTART !== "0" && !account().isBorrowed;
}

/**
 * Puts this version in an older daemon's place. The daemon's version stands in
 * its lock file, so that asking costs no round trip, and nobody asks who shares
 * the socket but not the machine: from a container, or over ssh.
 */
export async function upgradeIfOlder(path: string): Promise<void> {
  if (account().isBorrowed || !isNewer(APP_VERSION, daemonVersion(path))) return;
  const { upgradeDaemon } = await import("./upgrade.ts");
  await upgradeDaemon(path);
}

function daemonVersion(path: string): string {
  try {
    return lockNote(lockPath(path, "daemon"));
  } catch {
    return ""; // no folder for locks: whoever has to start a daemon is told why
  }
}
