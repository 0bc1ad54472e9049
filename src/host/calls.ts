import { dlopen, read } from "bun:ffi";

/** Longest text that is read by {@link Calls.text}. */
const MAX_TEXT_BYTES = 4096;
// Linux, fcntl.h; the same on every architecture but for what is below.
const O_CLOEXEC_NONBLOCK = 0o2000000 | 0o4000;
const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
/** STATX_TYPE, STATX_MODE and STATX_UID. */
const STATX_WANTED = 0x1 | 0x2 | 0x8;
/** Offsets in struct statx (statx(2)). */
const [STX_UID, STX_MODE] = [20, 28];
const [S_IFMT, S_IFSOCK, S_IFDIR, S_IFREG] = [0o170000, 0o140000, 0o040000, 0o100000];
const [ENOENT, ENOTDIR] = [2, 20];

/** What differs between architectures: the number of statx(2), and O_NOFOLLOW. */
const NUMBERS: Readonly<Record<string, { statx: number; noFollow: number } | undefined>> = {
  x64: { statx: 332, noFollow: 0o400000 },
  arm64: { statx: 291, noFollow: 0o100000 },
};

/** What is at a path, as far as trust in it goes. */
export interface Glance {
  kind: "socket" | "folder" | "file" | "other";
  mode: number;
  uid: number;
}

/**
 * System calls of processes that are over before `node:fs` would be loaded. Where one
 * fails, `node:fs` is to be asked, which says why.
 */
export interface Calls {
  /** What is at a path, links not followed; null for nothing, undefined where it failed. */
  glance(path: string): Glance | null | undefined;
  /** A short file, which is no link; undefined where it is longer, or that failed. */
  text(path: string): string | undefined;
  /** Where a link leads; undefined where that failed. */
  link(path: string): string | undefined;
  /** Reads once. @returns how many bytes it gave; -1 where it failed. */
  read(fd: number, into: Uint8Array): number;
  /** Writes once. @returns how many bytes were taken; -1 where it failed. */
  write(fd: number, bytes: Uint8Array): number;
}

let opened: Calls | null | undefined;

/** The calls; null where they can't be had: not on Linux, or without the JIT that `bun:ffi` needs. */
export function calls(): Calls | null {
  if (opened === undefined) opened = open();
  return opened;
}

function open(): Calls | null {
  const numbers = process.platform === "linux" ? NUMBERS[process.arch] : undefined;
  if (numbers === undefined) return null;
  try {
    return bind(numbers);
  } catch {
    return null; // no JIT, or no such library
  }
}

function bind({ statx, noFollow }: { statx: number; noFollow: number }): Calls {
  // By name: `FFIType.buffer` is refused (Bun 1.4.5).
  // musl maps this reserved name to itself, so it serves both C libraries.
  const { symbols } = dlopen("libc.so.6", {
    syscall: { args: ["i32", "i32", "buffer", "i32", "i32", "buffer"], returns: "i32" },
    open: { args: ["buffer", "i32", "i32"], returns: "i32" },
    close: { args: ["i32"], returns: "i32" },
    read: { args: ["i32", "buffer", "u64"], returns: "i32" },
    write: { args: ["i32", "buffer", "u64"], returns: "i32" },
    readlink: { args: ["buffer", "buffer", "u64"], returns: "i32" },
    __errno_location: { args: [], returns: "ptr" },
  });
  const encoder = new TextEncoder();
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const named = (path: string) => encoder.encode(`${path}\0`);
  const found = new Uint8Array(256);
  const view = new DataView(found.buffer);
  const bytes = new Uint8Array(MAX_TEXT_BYTES);
  const textOf = (length: number) => decoder.decode(bytes.subarray(0, length));
  return {
    glance(path) {
      const name = named(path);
      if (symbols.syscall(statx, AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_WANTED, found) === 0) {
        const mode = view.getUint16(STX_MODE, true);
        return { kind: kindOf(mode & S_IFMT), mode, uid: view.getUint32(STX_UID, true) };
      }
      const at = symbols.__errno_location();
      const errno = at === null ? 0 : read.i32(at);
      return errno === ENOENT || errno === ENOTDIR ? null : undefined;
    },
    text(path) {
      const fd = symbols.open(named(path), O_CLOEXEC_NONBLOCK | noFollow, 0);
      if (fd < 0) return undefined;
      const length = symbols.read(fd, bytes, bytes.length);
      symbols.close(fd);
      return length < 0 || length === bytes.length ? undefined : textOf(length);
    },
    link(path) {
      const length = symbols.readlink(named(path), bytes, bytes.length);
      return length < 0 || length === bytes.length ? undefined : textOf(length);
    },
    read: (fd, into) => symbols.read(fd, into, into.length),
    write: (fd, from) => symbols.write(fd, from, from.length),
  };
}

function kindOf(type: number): Glance["kind"] {
  if (type === S_IFSOCK) return "socket";
  if (type === S_IFDIR) return "folder";
  return type === S_IFREG ? "file" : "other";
}
