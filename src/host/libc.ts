import { dlopen, FFIType, ptr } from "bun:ffi";
import { closeSync } from "node:fs";

const LOCK_EX_NB = 2 | 4;
/** The system call's number, the same on every architecture. Marks its descriptor CLOEXEC. */
const PIDFD_OPEN = 434;
/** IN_CLOEXEC and IN_NONBLOCK. */
const QUIET = 0o2000000 | 0o4000;
/** IN_CREATE, IN_DELETE, IN_MOVED_FROM and IN_MOVED_TO. */
const NAMES_CHANGE = 0x100 | 0x200 | 0x40 | 0x80;
/** IN_ATTRIB, since an open file that is unlinked loses a link, IN_DELETE_SELF and IN_MOVE_SELF. */
const IS_REMOVED = 0x4 | 0x400 | 0x800;
/** IN_ACCESS. */
const IS_READ = 0x1;
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const AF_UNIX = 1;
// SOCK_STREAM with SOCK_CLOEXEC and SOCK_NONBLOCK, the same on every architecture that Bun runs on.
const SOCK_STREAM_QUIET = 1 | 0o2000000 | 0o4000;
/** The backlog of a listening socket; the kernel caps it at its own limit. */
const BACKLOG = 4096;
// macOS, sys/un.h
const SOL_LOCAL = 0;
const LOCAL_PEERPID = 2;

/** System calls that Bun has no function for. */
export interface Libc {
  /** Takes an exclusive `flock` without waiting. @returns false when another holds it. */
  flock(fd: number): boolean;
  /** User id of the process at the other end of a Unix socket; null when the system won't tell. */
  peerUid(fd: number): number | null;
  /** Process id of the same; null when the system won't tell, or it is in another container. */
  peerPid(fd: number): number | null;
  /**
   * Opens a socket that listens at a path; null where that failed, or must be left
   * to `Bun.listen`.
   */
  listen(path: string): number | null;
  /** Opens a pidfd, which is readable once the process ends; null where that fails. */
  openProcess(pid: number): number | null;
  /** Opens a descriptor that can be read once a name comes or goes in a folder; null where that can't be had. */
  openNames(folder: string): number | null;
  /** The same once somebody reads from one of these files; missing ones are left out. */
  openReads(paths: readonly string[]): number | null;
  /**
   * Has a descriptor of inotify tell of a file only when it is removed, renamed or
   * replaced, and no longer when it is written to.
   */
  watchRemoval(fd: number, path: string): boolean;
  /** Sets the backlog of a listening socket to the most that the system allows. */
  setBacklog(fd: number): void;
}

/**
 * Binds the calls through `bun:ffi`. Null where that is not available: it needs
 * the JIT, which a memory limit or a hardened system may refuse (Bun 1.4.5).
 */
export function openLibc(): Libc | null {
  try {
    return process.platform === "darwin" ? openDarwin() : openLinux();
  } catch {
    return null; // no JIT, or no such library: callers have a fallback
  }
}

function openLinux(): Libc {
  // musl maps this reserved name to itself, so it serves both C libraries.
  const { symbols } = dlopen("libc.so.6", {
    flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
    getsockopt: {
      args: [FFIType.i32, FFIType.i32, FFIType.i32, FFIType.ptr, FFIType.ptr],
      returns: FFIType.i32,
    },
    socket: { args: [FFIType.i32, FFIType.i32, FFIType.i32], returns: FFIType.i32 },
    bind: { args: [FFIType.i32, FFIType.ptr, FFIType.u32], returns: FFIType.i32 },
    listen: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
    inotify_init1: { args: [FFIType.i32], returns: FFIType.i32 },
    inotify_add_watch: {
      args: [FFIType.i32, FFIType.ptr, FFIType.u32],
      returns: FFIType.i32,
    },
    syscall: { args: [FFIType.i64, FFIType.i64, FFIType.i64], returns: FFIType.i64 },
  });
  const credentials = new Uint32Array(3); // struct ucred { pid, uid, gid }
  const length = new Uint32Array(1);
  const readCredentials = (fd: number): boolean => {
    length[0] = credentials.byteLength;
    return symbols.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ptr(credentials), ptr(length)) === 0;
  };
  const watch = (fd: number, path: string, mask: number): boolean => {
    return symbols.inotify_add_watch(fd, ptr(Buffer.from(`${path}\0`)), mask) >= 0;
  };
  const watchAny = (paths: readonly string[], mask: number): number | null => {
    const fd = symbols.inotify_init1(QUIET);
    if (fd < 0) return null;
    if (paths.filter((path) => watch(fd, path, mask)).length > 0) return fd;
    closeSync(fd);
    return null;
  };
  return {
    flock: (fd) => symbols.flock(fd, LOCK_EX_NB) === 0,
    peerUid: (fd) => (readCredentials(fd) ? (credentials[1] ?? null) : null),
    peerPid: (fd) => (readCredentials(fd) ? credentials[0] || null : null),
    listen(path) {
      // struct sockaddr_un: the family, then the path up to a NUL.
      const address = Buffer.from(`\0\0${path}\0`);
      address.writeUInt16LE(AF_UNIX);
      const fd = symbols.socket(AF_UNIX, SOCK_STREAM_QUIET, 0);
      if (fd < 0) return null;
      const isBound = symbols.bind(fd, ptr(address), address.length) === 0;
      if (isBound && symbols.listen(fd, BACKLOG) === 0) return fd;
      closeSync(fd);
      return null;
    },
    openProcess(pid) {
      const fd = Number(symbols.syscall(PIDFD_OPEN, pid, 0));
      return fd < 0 ? null : fd;
    },
    openNames: (folder) => watchAny([folder], NAMES_CHANGE),
    openReads: (paths) => watchAny(paths, IS_READ),
    watchRemoval: (fd, path) => watch(fd, path, IS_REMOVED),
    setBacklog: (fd) => symbols.listen(fd, BACKLOG),
  };
}

function openDarwin(): Libc {
  const { symbols } = dlopen("libSystem.B.dylib", {
    flock: { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 },
    getpeereid: {
      args: [FFIType.i32, FFIType.ptr, FFIType.ptr],
      returns: FFIType.i32,
    },
    getsockopt: {
      args: [FFIType.i32, FFIType.i32, FFIType.i32, FFIType.ptr, FFIType.ptr],
      returns: FFIType.i32,
    },
  });
  const pid = new Int32Array(1);
  const length = new Uint32Array(1);
  const uid = new Uint32Array(1);
  const gid = new Uint32Array(1);
  return {
    flock: (fd) => symbols.flock(fd, LOCK_EX_NB) === 0,
    peerUid: (fd) => (symbols.getpeereid(fd, ptr(uid), ptr(gid)) === 0 ? (uid[0] ?? null) : null),
    peerPid(fd) {
      length[0] = pid.byteLength;
      const status = symbols.getsockopt(fd, SOL_LOCAL, LOCAL_PEERPID, ptr(pid), ptr(length));
      return status === 0 ? pid[0] || null : null;
    },
    openNames: () => null,
    openReads: () => null,
    watchRemoval: () => false,
    openProcess: () => null, // kqueue would do, which Bun gives no access to
    listen: () => null, // it needs fcntl, which is variadic: bun:ffi can't call that
    setBacklog() {},
  };
}
