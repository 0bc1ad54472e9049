import { fs } from "./node-fs.ts";

/**
 * Calls back at once when nobody reads the pipe or socket at a descriptor any
 * more: the system tells. A terminal hangs up by a signal; a file never does.
 */
export function onReaderGone(fd: number, act: () => void): void {
  const stat = fs().fstatSync(fd);
  if (!stat.isFIFO() && !stat.isSocket()) return;
  // Else whoever shares the pipe would find it non-blocking.
  const own = stat.isFIFO() ? openAnew(fd) : fd;
  const socket = { data() {}, end() {}, close: act };
  // `fd` is missing in the types of Bun 1.4.5. It takes a pipe as well, of which it hears the
  // hang-up only; half-open, as some bars close their writing side and read on.
  const adopted = { fd: own, allowHalfOpen: true, socket } as unknown;
  Bun.connect(adopted as Bun.UnixSocketOptions<undefined>).catch(() => {
    // Not to be had here: the next write finds out.
  });
}

function openAnew(fd: number): number {
  try {
    return fs().openSync(`/dev/fd/${fd}`, fs().constants.O_WRONLY | fs().constants.O_NONBLOCK);
  } catch {
    return fd; // no /dev/fd, or another user's pipe
  }
}
