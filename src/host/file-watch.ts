import * as fs from "node:fs";
import type { Libc } from "./libc.ts";
import { whenReadable } from "./readable.ts";

/** A file whose removal matters. */
export interface WatchedFile {
  path: string;
  /** Whether its own process writes to it all the time. */
  isWritten: boolean;
}

/** Notifications that files are removed, renamed or replaced. */
export interface FileWatch {
  /** Watches these files from here on, and no others; missing ones are left out. */
  set(files: readonly WatchedFile[]): void;
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
  libc: Pick<Libc, "openFiles"> | null,
  onChange: () => void,
): FileWatch {
  let stops: (() => void)[] = [];
  const close = () => {
    for (const stop of stops) stop();
    stops = [];
  };
  return {
    set(files) {
      close();
      const fd = libc?.openFiles(files.map(({ path }) => path)) ?? null;
      if (fd !== null) stops = [whenReadable(fd, onChange)];
      else stops = files.flatMap((file) => (file.isWritten ? [] : watch(file.path, onChange)));
    },
    close,
  };
}

function watch(path: string, onChange: () => void): (() => void)[] {
  try {
    // Not persistent: it keeps no process alive.
    const watcher = fs.watch(path, { persistent: false }, onChange);
    watcher.on("error", () => {}); // looked at every minute anyway
    return [() => watcher.close()];
  } catch {
    return []; // missing, or the kernel's limit of watches is reached
  }
}
