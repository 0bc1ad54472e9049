import * as fs from "node:fs";
import { basename, dirname } from "node:path";

/** The events of a watched folder. */
export interface FolderEvents {
  /** A file of that name was written, created, renamed or removed; null: any may have been. */
  onChange(name: string | null): void;
  /** The kernel's limit of watches is reached: the folder has to be polled. */
  onRefused(): void;
}

/** A watched folder. */
export interface FolderWatch {
  close(): void;
}

/**
 * Watches a folder, also one that is removed and created again, or missing yet:
 * then its nearest existing ancestor. Costs no wake-up while nothing changes. Not
 * for network file systems: changes on other machines are not seen.
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
    // An event of the folder itself: removed or renamed, and perhaps created again since.
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
      // Not persistent: it keeps no process alive.
      const next = fs.watch(target, { persistent: false }, (_, name) => onEvent(name));
      next.on("error", refuse);
      watcher = next;
    } catch {
      refuse();
      return;
    }
    if (isBack) events.onChange(null);
    // It may have been created just before the watch began.
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
  try {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // in a folder that we can't enter, or links in a circle
  }
}
