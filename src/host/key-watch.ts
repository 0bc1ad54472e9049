import type { Libc } from "./libc.ts";
import { whenReadable } from "./readable.ts";

/** Tells that something was typed in one of several terminals. */
export interface KeyWatch {
  add(path: string): void;
  remove(path: string): void;
}

/**
 * Watches what is read from terminals, which is what is typed there, and not what is
 * written to them. One descriptor for all: a user may have few of that kind.
 */
export function watchKeys(libc: Pick<Libc, "openReads"> | null, onKey: () => void): KeyWatch {
  const paths = new Set<string>();
  let stop = () => {};
  let isDue = false;

  function arm(): void {
    isDue = false;
    stop();
    stop = () => {};
    const fd = paths.size === 0 ? null : (libc?.openReads([...paths]) ?? null);
    if (fd === null) return;
    stop = whenReadable(fd, () => {
      // Armed again before anybody looks, so that nothing is missed between.
      arm();
      onKey();
    });
  }

  // Once for all that are added and removed in one turn.
  function armSoon(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(arm);
  }

  return {
    add(path) {
      paths.add(path);
      armSoon();
    },
    remove(path) {
      paths.delete(path);
      armSoon();
    },
  };
}
