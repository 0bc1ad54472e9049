import type { Exits } from "../../host/exits.ts";
import type { FolderEvents, FolderWatch } from "../../host/folder-watch.ts";
import type { KeyWatch } from "../../host/key-watch.ts";
import { createSharedWatches, type SharedWatches } from "./shared-watches.ts";

/** A folder of records each, or of sessions' files. */
const MAX_FOLDERS = 128;
const MAX_TERMINALS = 512;

/** What a session has that the kernel can tell of. */
export interface Watched {
  /** Processes whose end matters to it. */
  pids: readonly number[];
  /** Folders that hold its agent's own files. */
  folders: readonly string[];
  /** Terminals in which its person may stop its agent, or let it continue. */
  terminals: readonly string[];
}

/** Of a session of which only its hooks tell. */
export const NOTHING: Watched = { pids: [], folders: [], terminals: [] };

/** What the kernel tells of, and to whom. */
export interface KernelWatchOptions {
  exits: Exits;
  /** Watched at once: each takes a descriptor, as a connection does. */
  maxProcesses: number;
  watchFolder(folder: string, events: FolderEvents): FolderWatch;
  /** Watches what is typed in terminals. */
  watchKeys(onKey: () => void): KeyWatch;
  /** A process has ended, or can't be watched. */
  onExit(pid: number): void;
  /** A file of that name changed in the folder; null: any may have. */
  onChange(folder: string, name: string | null): void;
  /** Something was typed in a terminal. */
  onKey(): void;
}

/** Has the kernel tell of what sessions have: nobody looks, nothing wakes up. */
export interface KernelWatch {
  /** Watches what a session of that id has by now; nothing of it when undefined. */
  set(id: string, watched: Watched | undefined): void;
  /** Watches nothing any more. */
  clear(): void;
  /** Why the kernel does not tell of everything; undefined when it does. */
  readonly gap: string | undefined;
}

export function createKernelWatch(options: KernelWatchOptions): KernelWatch {
  const { exits, onExit, onChange } = options;
  /** Map<session id, what is watched for it>. */
  const sessions = new Map<string, Watched>();
  let isRefused = false;
  const processes = createSharedWatches<number>(options.maxProcesses, (pid) => {
    const stop = exits.watch(pid, () => onExit(pid));
    // Ended before it could be watched, most likely; whoever asked is not done yet.
    if (stop === null) queueMicrotask(() => onExit(pid));
    return stop;
  });
  const folders = createSharedWatches<string>(MAX_FOLDERS, (folder) => {
    if (isRefused) return null;
    const watch = options.watchFolder(folder, {
      onChange: (name) => onChange(folder, name),
      onRefused() {
        isRefused = true;
      },
    });
    return () => watch.close();
  });

  const keys = options.watchKeys(options.onKey);
  const terminals = createSharedWatches<string>(MAX_TERMINALS, (path) => {
    keys.add(path);
    return () => keys.remove(path);
  });

  function set(id: string, watched: Watched | undefined): void {
    const before = sessions.get(id) ?? NOTHING;
    const after = watched ?? NOTHING;
    const isAsBefore =
      isSame(before.pids, after.pids) &&
      isSame(before.folders, after.folders) &&
      isSame(before.terminals, after.terminals);
    if (isAsBefore) return;
    if (watched === undefined) sessions.delete(id);
    else sessions.set(id, watched);
    swap(processes, before.pids, after.pids);
    swap(folders, before.folders, after.folders);
    swap(terminals, before.terminals, after.terminals);
  }

  return {
    set,
    clear() {
      for (const id of [...sessions.keys()]) set(id, undefined);
      isRefused = false;
    },
    get gap() {
      if (isRefused) return "the system watches no more folders for this user";
      return processes.hasGap || folders.hasGap ? "not all of them can be watched" : undefined;
    },
  };
}

// What is wanted again is taken before the other is let go, so nothing is missed between.
function swap<T>(watches: SharedWatches<T>, before: readonly T[], after: readonly T[]): void {
  for (const key of after) watches.take(key);
  for (const key of before) watches.release(key);
}

function isSame<T>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((key, index) => key === after[index]);
}
