import { ENTRIES } from "../agents/table.ts";
import { lstat } from "../host/file.ts";
import { homeFolder } from "../host/home.ts";
import { openLibc } from "../host/libc.ts";
import { type Lock, lockHolder, lockPath, reportMarkPath, tryLock } from "../host/lock.ts";
import { stateFolder } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { AbsentError, openConnection } from "./connection.ts";

/** How long starters wait for each other, and for the daemon to answer. */
const START_TIMEOUT_MS = 5000;
const RETRY_MS = 5;

/** The allow-list for a started daemon's environment; anything else could change how it runs. */
const ENVIRONMENT = [
  ...["HOME", "USER", "LOGNAME", "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"],
  // Its settings only: others of ours hold the relay's password, or what a session says.
  ...["SOCKET", "IDLE_TIMEOUT", "LOG_LEVEL"].map((name) => `AGENT_CONSOLE_${name}`),
];
const ENVIRONMENT_PREFIX = "XDG_";

/** Settings that the daemon's runtime reads before any code of ours runs (Bun 1.4.5). */
export const RUNTIME_SETTINGS = {
  // Else its collector wakes an idle process ten times a second.
  BUN_GC_TIMER_DISABLE: "1",
  // Half a megabyte kept ready for a burst, and a thread to keep it so.
  BUN_JSC_useWarmUpMarkedBlocks: "0",
};

/**
 * Starts the daemon unless it answers already. Concurrent callers are serialised
 * by a lock, and only the first finds no daemon.
 * @returns whether this call started it.
 * @throws the daemon's own reason when it could not start.
 */
export async function startDaemon(
  path: string,
  flags: readonly string[] = [],
): Promise<{ started: boolean }> {
  const deadlineMs = performance.now() + START_TIMEOUT_MS;
  const lock = await takeTurn(path, deadlineMs);
  if (lock === null) return { started: false };
  try {
    if (await answers(path)) return { started: false };
    return { started: await startOrFind(path, flags) };
  } finally {
    lock.release();
  }
}

/** @returns whether this call started it: another may have come before, by no starter's turn. */
async function startOrFind(path: string, flags: readonly string[]): Promise<boolean> {
  try {
    await spawnDaemon(path, flags);
    return true;
  } catch (error) {
    if (await answers(path)) return false;
    throw error;
  }
}

/** Whether the socket is the report-only one of a hub, which has to start by itself. */
export function isReportSocket(path: string): boolean {
  return lstat(reportMarkPath(path)) !== null;
}

/** Whether the hub of a socket takes reports at that path: one process holds the locks of both. */
export function servesReports(socket: string, reports: string): boolean {
  const holder = lockHolder(lockPath(reports, "daemon"));
  return holder !== null && holder === lockHolder(lockPath(socket, "daemon"));
}

/** Waits for the starters' lock. @returns null when the daemon answers first. */
async function takeTurn(path: string, deadlineMs: number): Promise<Lock | null> {
  const file = lockPath(path, "start");
  const libc = openLibc();
  for (;;) {
    const lock = tryLock(file, libc);
    if (lock !== null) return lock;
    if (await answers(path)) return null;
    if (performance.now() > deadlineMs) {
      throw new AbsentError(path, "another process is starting it and does not get done");
    }
    await Bun.sleep(RETRY_MS);
  }
}

async function answers(path: string): Promise<boolean> {
  try {
    const connection = await openConnection(path, { onLine() {}, onClose() {} });
    connection.close();
    return true;
  } catch (error) {
    if (error instanceof AbsentError) return false;
    throw error;
  }
}

/** Starts this very program as a daemon of its own session and waits until it says it is ready. */
export async function spawnDaemon(path: string, flags: readonly string[]): Promise<void> {
  const program = Bun.isStandaloneExecutable ? [process.execPath] : [process.execPath, Bun.main];
  const child = Bun.spawn(
    [...program, "daemon", "--socket", path, ...logFlags(), "--ready-fd", "3", ...flags],
    {
      cwd: "/",
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      env: daemonEnvironment(process.env),
    },
  );
  child.unref();
  // One line: "ready", or why not. End-of-file without any is a death.
  const said = (await Bun.file(child.stdio[3] as number).text()).trim(); // "pipe" gives a descriptor
  if (said === "ready") return;
  throw new ConsoleError("unreachable", said || `the daemon at ${path} died while starting`);
}

function logFlags(): string[] {
  try {
    return ["--log-file", `${stateFolder(process.env, homeFolder())}/daemon.log`];
  } catch {
    return []; // no log is worth no daemon
  }
}

function daemonEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  // Where agents keep what the daemon may read of them.
  const homes = ENTRIES.flatMap(({ homeVariable }) => homeVariable ?? []);
  const allowed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      [...ENVIRONMENT, ...homes].includes(entry[0]) || entry[0].startsWith(ENVIRONMENT_PREFIX),
  );
  return { ...Object.fromEntries(allowed), ...RUNTIME_SETTINGS };
}
