import * as fs from "node:fs";

/** Notifications that files are removed, or renamed. */
export interface FileWatch {
  /** Watches these files from here on, and no others; missing ones are left out. */
  set(paths: readonly string[]): void;
  close(): void;
}

/**
 * Watches files themselves, not their folders, where others come and go: a file
 * that is unlinked loses a link, and the kernel says so. Costs no wake-up while
 * they are left alone. @param onChange any of them was touched.
 */
export function createFileWatch(onChange: () => void): FileWatch {
  let watchers: fs.FSWatcher[] = [];
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  return {
    set(paths) {
      close();
      watchers = paths.flatMap((path) => {
        try {
          // Not persistent: it keeps no process alive.
          const watcher = fs.watch(path, { persistent: false }, onChange);
          watcher.on("error", () => {}); // looked at every minute anyway
          return [watcher];
        } catch {
          return []; // missing, or the kernel's limit of watches is reached
        }
      });
    },
    close,
  };
}
