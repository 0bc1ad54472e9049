import { openLibc } from "../host/libc.ts";
import { lockPath, tryLock } from "../host/lock.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { APP_VERSION } from "../version.ts";
import { spawnDaemon } from "./autostart.ts";
import { createClient } from "./client.ts";
import { openConnection } from "./connection.ts";

/**
 * Asks an older daemon to leave and starts this program in its place. Of any
 * number of callers one does it; the others go on with whichever answers.
 * Never throws: the older daemon serves as well.
 */
export async function upgradeDaemon(path: string): Promise<void> {
  try {
    const lock = tryLock(lockPath(path, "start"), openLibc());
    if (lock === null) return;
    try {
      const flags = await askToLeave(path);
      if (flags !== undefined) await succeed(path, flags);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    // It left before it was asked, or stays: the next request finds out which.
  }
}

/** @returns what to start the successor with; undefined when the daemon stays. */
async function askToLeave(path: string): Promise<readonly string[] | undefined> {
  const client = await createClient(path, openConnection);
  try {
    const answer = await client.call("UPGRADE", { app_version: APP_VERSION });
    return answer.upgrade_status === "ok" ? answer.flags : undefined;
  } finally {
    client.close();
  }
}

async function succeed(path: string, flags: readonly string[]): Promise<void> {
  try {
    await spawnDaemon(path, flags);
  } catch {
    // A flag that this version does not know any more: better served without than not at all.
    await spawnDaemon(path, []);
  }
}
