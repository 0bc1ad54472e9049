import type { Libc } from "./libc.ts";

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
      return fd === null ? null : waitFor(fd, onExit);
    },
  };
}

// Bun's sockets poll any descriptor. A pidfd is no socket, so its only event is its
// end, with ENOTSOCK (Bun 1.4.5, which leaves `fd` out of the types).
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
