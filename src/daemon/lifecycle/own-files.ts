import { createFileWatch, type WatchedFile } from "../../host/file-watch.ts";
import type { Libc } from "../../host/libc.ts";
import type { Log } from "../../host/log.ts";
import { reasonOf } from "../../host/system-error.ts";

/** A file that the hub is found by, or restored from. */
export interface OwnFile {
  /** For people. */
  what: string;
  /** What the kernel is to tell the removal of; undefined for nothing. */
  watched(): WatchedFile | undefined;
  /** Whether it is there, and ours. */
  isThere(): boolean;
  /** Puts it back. @throws where that can't be done now. */
  restore(): void;
}

/** Keeps the hub's files where they belong. */
export interface OwnFiles {
  /** Whether all are there, and the kernel tells when one no longer is. */
  readonly areSafe: boolean;
  /** Puts back what was removed. */
  check(): void;
  stop(): void;
}

/**
 * After one was found missing: whoever removes it removes the others too, one by
 * one, and a process that has taken its place will leave it.
 */
const AGAIN_MS = 200;
const MAX_AGAIN = 10;

/**
 * Puts the hub's files back when somebody removes them: a tmp cleaner, or the
 * system at the last logout. The hub has the state, so that whoever looks for it
 * must not find another one with nothing.
 * @param files in the order in which they are put back.
 * @param onLost called when one is missing that could not be put back yet.
 */
export function createOwnFiles(
  files: readonly OwnFile[],
  libc: Libc | null,
  log: Log,
  onLost: () => void,
): OwnFiles {
  const watch = createFileWatch(libc, onTouched);
  let isStopped = false;
  let isWatched = false;
  let areThere = false;
  let timer: Timer | undefined;

  /** The journal may have been replaced by ourselves; another file is watched from then on. */
  function onTouched(): void {
    follow();
    check();
  }

  function check(): void {
    look(MAX_AGAIN);
  }

  /** @param again how often to look again where something is missing. */
  function look(again: number): void {
    if (isStopped) return;
    const missing = files.filter((file) => !file.isThere());
    const restored = missing.filter((file) => isRestored(file, again === MAX_AGAIN));
    areThere = restored.length === missing.length;
    if (missing.length > 0) follow();
    if (!areThere) onLost();
    const isFound = missing.length > 0 && again === MAX_AGAIN;
    if (restored.length > 0 || isFound) lookAgain(MAX_AGAIN);
    else if (again < MAX_AGAIN) lookAgain(again);
  }

  function lookAgain(times: number): void {
    clearTimeout(timer);
    if (times === 0) return;
    timer = setTimeout(() => look(times - 1), AGAIN_MS);
    timer.unref();
  }

  function isRestored(file: OwnFile, isNews: boolean): boolean {
    try {
      file.restore();
      log.warn(`${file.what} was gone: it is there again`);
      return true;
    } catch (error) {
      if (isNews) log.warn(`${file.what} is gone: ${reasonOf(error) ?? error}`);
      return false;
    }
  }

  function follow(): void {
    isWatched = watch.set(files.flatMap((file) => file.watched() ?? []));
  }

  follow();
  return {
    get areSafe() {
      return isWatched && areThere;
    },
    check,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      watch.close();
    },
  };
}
