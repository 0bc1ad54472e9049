import * as fs from "node:fs";
import { basename, dirname } from "node:path";

/** What a watch on a folder asks of its owner. */
export interface FolderEvents {
  /** A file of that name was written, made, renamed or removed; null: any may have been. */
  onChange(name: string | null): void;
  /** The kernel watches nothing more for this user: somebody has to look instead. */
  onRefused(): void;
}

/** A folder whose changes the kernel tells of. */
export interface FolderWatch {
  close(): void;
}

/**
 * Watches a folder, also one that is removed and made anew, or not there yet:
 * then the nearest folder above it that is. Costs no wake-up while nothing
 * changes. Not for network file systems: changes made elsewhere are not told.
 */
export function watchFolder(folder: string, events: FolderEvents): FolderWatch {
  let watcher: fs.FSWatcher | undefined;
  let watched = "";
  let isClosed = false;

  function onEvent(name: string | null): void {
    if (watched !== folder) {
      attach();
      return;
    }
    // Told under its own name: removed or moved, and perhaps made anew since.
    if (name === basename(folder)) {
      watched = "";
      attach();
    }
    events.onChange(name);
  }

  function attach(): void {
    const target = nearestThere(folder);
    if (isClosed || target === watched) return;
    const isBack = watcher !== undefined && target === folder;
    watcher?.close();
    watched = target;
    try {
      // Unreferenced: it keeps no process alive.
      const next = fs.watch(target, { persistent: false }, (_, name) => onEvent(name));
      next.on("error", refuse);
      watcher = next;
    } catch {
      refuse();
      return;
    }
    if (isBack) events.onChange(null);
    // It may have come between the look and the watch.
    else if (target !== folder && nearestThere(folder) !== target) attach();
  }

  function refuse(): void {
    if (isClosed) return;
    close();
    events.onRefused();
  }

  function close(): void {
    isClosed = true;
    watcher?.close();
  }

  attach();
  return { close };
}

function nearestThere(folder: string): string {
  let path = folder;
  while (!isThere(path) && dirname(path) !== path) path = dirname(path);
  return path;
}

function isThere(path: string): boolean {
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
