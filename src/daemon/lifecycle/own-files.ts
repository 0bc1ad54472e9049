import { createFileWatch } from "../../host/file-watch.ts";
import type { Log } from "../../host/log.ts";
import { reasonOf } from "../../host/system-error.ts";

/** A file that the hub is found by, or restored from. */
export interface OwnFile {
  /** For people. */
  what: string;
  /** The path whose removal the kernel is to tell; undefined for a file that is written often. */
  watched(): string | undefined;
  /** Whether it is there, and ours. */
  isThere(): boolean;
  /** Puts it back. @throws where that can't be done now. */
  restore(): void;
}

/** Keeps the hub's files where they belong. */
export interface OwnFiles {
  /** Puts back what was removed. */
  check(): void;
  stop(): void;
}

/** Another process may have taken the place, and will leave it. */
const RETRY_MS = 200;
const MAX_RETRIES = 10;

/**
 * Puts the hub's files back when somebody removes them: a tmp cleaner, or the
 * system at the last logout. The hub has the state, so that whoever looks for it
 * must not find another one with nothing.
 * @param files in the order in which they are put back.
 */
export function createOwnFiles(files: readonly OwnFile[], log: Log): OwnFiles {
  const watch = createFileWatch(check);
  let isStopped = false;
  let retries = 0;
  let retry: Timer | undefined;

  function check(): void {
    if (isStopped) return;
    const missing = files.filter((file) => !file.isThere());
    if (missing.length === 0) return;
    const failed = missing.filter((file) => !isRestored(file));
    follow();
    retries = failed.length === 0 ? 0 : retries + 1;
    if (retries === 0 || retries > MAX_RETRIES) return;
    clearTimeout(retry);
    retry = setTimeout(check, RETRY_MS);
    retry.unref();
  }

  function isRestored(file: OwnFile): boolean {
    try {
      file.restore();
      log.warn(`${file.what} was gone: it is there again`);
      return true;
    } catch (error) {
      log.warn(`${file.what} is gone: ${reasonOf(error) ?? error}`);
      return false;
    }
  }

  function follow(): void {
    watch.set(files.flatMap((file) => file.watched() ?? []));
  }

  follow();
  return {
    check,
    stop() {
      isStopped = true;
      clearTimeout(retry);
      watch.close();
    },
  };
}
