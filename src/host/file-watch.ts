import * as fs from "node:fs";
import { lstat, namesIn } from "./file.ts";
import type { Libc } from "./libc.ts";

/** A file whose removal matters. */
export interface WatchedFile {
  path: string;
  /** Whether its own process writes to it all the time. */
  isWritten: boolean;
}

/** Notifications that files are removed, renamed or replaced. */
export interface FileWatch {
  /**
   * Watches these files from here on, and no others; missing ones are left out.
   * @returns whether all of them are watched.
   */
  set(files: readonly WatchedFile[]): boolean;
  close(): void;
}

/**
 * Watches files themselves, not their folders, where others come and go: a file
 * that is unlinked loses a link, and the kernel says so. Costs no wake-up while
 * they are left alone, or only written to. What is written all the time can't be
 * watched without the system's own calls.
 * @param onChange any of them was touched: they are to be set again.
 */
export function createFileWatch(
  libc: Pick<Libc, "watchRemoval"> | null,
  onChange: () => void,
): FileWatch {
  let watchers: fs.FSWatcher[] = [];
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };

  function watch({ path, isWritten }: WatchedFile): fs.FSWatcher[] {
    try {
      // Not persistent: it keeps no process alive.
      const watcher = fs.watch(path, { persistent: false }, onChange);
      watcher.on("error", () => {}); // looked at every minute anyway
      if (!isWritten || isRemovalOnly(path)) return [watcher];
      watcher.close();
      return [];
    } catch {
      return []; // missing, or the kernel's limit of watches is reached
    }
  }

  /**
   * Has the runtime's own watch of a file tell of its removal only. A descriptor of
   * ours would need no such thing, but the runtime polls one as a socket, and wakes
   * every second as long as it has a socket (Bun 1.4.5).
   */
  function isRemovalOnly(path: string): boolean {
    try {
      const fd = watchedBy(path);
      return fd !== undefined && libc?.watchRemoval(fd, path) === true;
    } catch {
      return false; // removed just now
    }
  }

  return {
    set(files) {
      close();
      watchers = files.flatMap(watch);
      return watchers.length === files.length;
    },
    close,
  };
}

/** The descriptor of inotify by which this process watches a file; undefined where /proc does not tell. */
function watchedBy(path: string): number | undefined {
  // inotify(7): "inotify wd:3 ino:9e7e sdev:800013 mask:… ", in hexadecimal.
  const mark = ` ino:${lstat(path)?.ino.toString(16)} `;
  return namesIn("/proc/self/fd")
    .map(Number)
    .find((fd) => infoOf(fd).includes(mark));
}

function infoOf(fd: number): string {
  try {
    return fs.readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
  } catch {
    return ""; // the one that the list was read by
  }
}
