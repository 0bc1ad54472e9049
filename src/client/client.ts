import { lockNote, lockPath } from "../host/lock.ts";
import type { CommandName, Input, Output } from "../protocol/commands.ts";
import { ConsoleError, toErrorCode } from "../protocol/errors.ts";
import { isNewer } from "../protocol/semver.ts";
import { encodeRequest, type Reply } from "../protocol/wire.ts";
import { APP_VERSION } from "../version.ts";
import { AbsentError, ClosedError, type Connection, openConnection } from "./connection.ts";
import { parseFrame } from "./frame.ts";

/** A connection for requests and their replies. */
export interface Client {
  /** @throws the daemon's error as a ConsoleError; unreachable when the connection is lost. */
  call<N extends CommandName>(name: N, input: Input<N>): Promise<Output<N>>;
  close(): void;
}

export interface ConnectOptions {
  /** Whether to start the daemon when there is none. */
  starts: boolean;
}

/** Connects; with `starts` it first starts a missing daemon, or upgrades an older one. */
export async function connect(path: string, { starts }: ConnectOptions): Promise<Client> {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let isClosed = false;
  const events = {
    onLine(line: string) {
      const reply = parseFrame<Reply>(line);
      const next = waiting.shift();
      if (reply.ok) next?.resolve(reply.data);
      else next?.reject(new ConsoleError(toErrorCode(reply.code), reply.error));
    },
    onClose(failure: ConsoleError | undefined) {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(failure ?? new ClosedError(path));
    },
  };
  if (starts) await upgradeIfOlder(path);
  const connection = await openOrStart(path, starts, events);
  return {
    call<N extends CommandName>(name: N, input: Input<N>) {
      if (isClosed) return Promise.reject(new ClosedError(path));
      const answer = Promise.withResolvers<unknown>();
      waiting.push(answer);
      connection.send(encodeRequest(name, input));
      return answer.promise as Promise<Output<N>>; // replies come in request order
    },
    close: () => connection.close(),
  };
}

/** Connects; with `starts` it starts the daemon when nobody listens. */
export async function openOrStart(
  path: string,
  starts: boolean,
  events: Parameters<typeof openConnection>[1],
): Promise<Connection> {
  try {
    return await openConnection(path, events);
  } catch (error) {
    if (!starts || !mayStart(process.env) || !(error instanceof AbsentError)) throw error;
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
 * the socket is another machine's or the report-only one.
 */
export function mayStart(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.AGENT_CONSOLE_AUTOSTART !== "0";
}

/**
 * Puts this version in an older daemon's place. The daemon's version stands in
 * its lock file, so that asking costs no round trip, and nobody asks who shares
 * the socket but not the machine: from a container, or over ssh.
 */
export async function upgradeIfOlder(path: string): Promise<void> {
  if (!isNewer(APP_VERSION, daemonVersion(path))) return;
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
