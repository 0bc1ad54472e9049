import type { FolderEvents, FolderWatch } from "./folder-watch.ts";
import type { Libc } from "./libc.ts";
import { whenReadable } from "./readable.ts";

/**
 * Watches which names a folder has, and not what is written to them: for a folder
 * of devices, where each write would wake us. Tells that some name came or went.
 */
export function watchNames(
  libc: Pick<Libc, "openNames"> | null,
  folder: string,
  events: FolderEvents,
): FolderWatch {
  let stop = () => {};
  function arm(): boolean {
    const fd = libc?.openNames(folder) ?? null;
    if (fd === null) return false;
    stop = whenReadable(fd, () => {
      // Armed again before anybody looks, so that nothing is missed between.
      const isArmed = arm();
      events.onChange("");
      if (!isArmed) events.onRefused();
    });
    return true;
  }
  if (!arm()) events.onRefused();
  return { close: () => stop() };
}
