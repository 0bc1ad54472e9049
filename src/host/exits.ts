import type { Libc } from "./libc.ts";
import { whenReadable } from "./readable.ts";

/** Notifications of the ends of processes. */
export interface Exits {
  /**
   * Calls `onExit` once, when the process ends; it may be a zombie by then.
   * @returns how to stop waiting; null where the kernel gives no notification:
   * no such process, no descriptor left, another user's machine.
   */
  watch(pid: number, onExit: () => void): (() => void) | null;
}

/** Waits on a pidfd for each process, with no thread and no timer (Linux 5.3). */
export function createExits(libc: Pick<Libc, "openProcess"> | null): Exits {
  return {
    watch(pid, onExit) {
      const fd = libc?.openProcess(pid) ?? null;
      return fd === null ? null : whenReadable(fd, onExit);
    },
  };
}
