import { openLibc } from "../host/libc.ts";
import { lockNote, lockPath, tryLock } from "../host/lock.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { APP_VERSION } from "../version.ts";
import { spawnDaemon } from "./autostart.ts";
import { createClient } from "./client.ts";
import { openConnection } from "./connection.ts";

/** A daemon takes some 50 ms to go on as another program; where that fails it serves on. */
const RENEWAL_MS = 1000;
const RETRY_MS = 5;

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
    // Where it can, the daemon goes on as this program, with every connection.
    const program = Bun.isStandaloneExecutable ? { program: process.execPath } : {};
    const answer = await client.call("UPGRADE", { app_version: APP_VERSION, ...program });
    if (answer.upgrade_status === "renewed") await renewed(path);
    return answer.upgrade_status === "ok" ? answer.flags : undefined;
  } finally {
    client.close();
  }
}

/** Waits until the daemon has gone on as this version, which it then says in its lock; or has not. */
async function renewed(path: string): Promise<void> {
  const deadlineMs = performance.now() + RENEWAL_MS;
  const file = lockPath(path, "daemon");
  while (lockNote(file) !== APP_VERSION && performance.now() < deadlineMs) {
    await Bun.sleep(RETRY_MS);
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
