/**
 * Calls `onReadable` once, when a descriptor that is no socket has something to
 * read, and closes it: a pidfd at the end of its process, an inotify descriptor at
 * a change. Costs no thread and no timer.
 * @returns how to stop waiting; closes it too.
 */
export function whenReadable(fd: number, onReadable: () => void): () => void {
  let isWaiting = true;
  let stop = () => {};
  // Bun's sockets poll any descriptor. What is no socket can't be read as one, so
  // its only event is its end, with ENOTSOCK (Bun 1.4.5, which leaves `fd` out of
  // the types).
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
      onReadable();
    },
  };
  // Calls `open` before it returns. The cast is for the types, as said above.
  void Bun.connect({ fd, socket } as unknown as Bun.UnixSocketOptions);
  return () => {
    isWaiting = false;
    stop();
  };
}
