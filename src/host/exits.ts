import type { Libc } from "./libc.ts";

/** Has the kernel tell when processes end. */
export interface Exits {
  /**
   * Calls `onExit` once, at the instant when the process ends; it may have
   * become a zombie. @returns how to stop waiting; null where the kernel does
   * not tell: no such process, no room, another user's machine.
   */
  watch(pid: number, onExit: () => void): (() => void) | null;
}

/** Waits by a descriptor for each process, with no thread and no timer (Linux 5.3). */
export function createExits(libc: Pick<Libc, "openProcess"> | null): Exits {
  return {
    watch(pid, onExit) {
      const fd = libc?.openProcess(pid) ?? null;
      return fd === null ? null : waitFor(fd, onExit);
    },
  };
}

// Bun's sockets wait for any descriptor. This one is none, so all it ever tells is
// its end, with ENOTSOCK (Bun 1.4.5, which leaves `fd` out of the types).
function waitFor(fd: number, onExit: () => void): () => void {
  let isWaiting = true;
  let stop = () => {};
  const socket: Bun.SocketHandler = {
    open(opened) {
      opened.unref();
      stop = () => opened.terminate();
    },
    data() {},
    error() {}, // ENOTSOCK
    close() {
      if (!isWaiting) return;
      isWaiting = false;
      onExit();
    },
  };
  // Calls `open` before it returns. The cast is for the types, as said above.
  void Bun.connect({ fd, socket } as unknown as Bun.UnixSocketOptions);
  return () => {
    isWaiting = false;
    stop();
  };
}
