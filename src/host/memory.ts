import { dlopen, FFIType, ptr } from "bun:ffi";
import { readFileSync } from "node:fs";

const MADV_DONTNEED = 4;
// <linux/userfaultfd.h>, the same on every architecture that Bun runs on.
const UFFD_USER_MODE_ONLY = 1;
const UFFDIO_API = 0xc018aa3f;
const UFFDIO_REGISTER = 0xc020aa00;
const UFFD_API = 0xaan;
const UFFD_FEATURE_WP_ASYNC = 1n << 15n;
const UFFDIO_REGISTER_MODE_WP = 2n;
const O_CLOEXEC = 0o2000000;
const SYS_USERFAULTFD: Readonly<Record<string, number>> = { x64: 323, arm64: 282 };

/** A range of the address space, in bytes. */
export interface Range {
  start: number;
  length: number;
}

/** Resident memory of this process in kB, as `ps` shows it; null where the system does not tell. */
export function residentKb(): number | null {
  return memoryOf("VmRSS");
}

/** The anonymous part of it in kB, which is not backed by a file (Linux 4.5). */
export function anonymousKb(): number | null {
  return memoryOf("RssAnon");
}

function memoryOf(name: "VmRSS" | "RssAnon"): number | null {
  try {
    return statusOf(name);
  } catch {
    return null; // no /proc: macOS, or hidden
  }
}

/**
 * Creates a function that releases memory: garbage, and pages that are backed by
 * files.
 * @param trims whether to release the latter.
 */
export function createRelease(trims: boolean): () => void {
  let hasShrunk = false;
  let trim: (() => void) | null | undefined;
  return () => {
    Bun.gc(true);
    // Once: the code and the heap of the start are not needed again.
    if (!hasShrunk) Bun.shrink();
    hasShrunk = true;
    // Opened on demand: it reads the whole list of mappings.
    if (trim === undefined) trim = trims ? openTrim() : null;
    if (trim === null) return;
    trim();
    // And what was touched since, once there is nothing left to do but wait.
    setImmediate(trim);
  };
}

/**
 * Prepares to release clean pages of the program and its libraries, which the
 * system can read again from their files: most of an idle runtime's resident
 * memory. Pages that were written, relocated or swapped are never released.
 * @returns a function that releases them; null where it is not available (macOS,
 *   a hidden /proc, no `bun:ffi`).
 */
function openTrim(): (() => void) | null {
  if (process.platform !== "linux") return null;
  try {
    const ranges = untouchedRanges(readFileSync("/proc/self/smaps", "latin1"));
    const { symbols } = dlopen("libc.so.6", {
      madvise: { args: [FFIType.ptr, FFIType.u64, FFIType.i32], returns: FFIType.i32 },
      syscall: { args: [FFIType.i64, FFIType.i64], returns: FFIType.i64 },
      ioctl: { args: [FFIType.i32, FFIType.u64, FFIType.ptr], returns: FFIType.i32 },
    });
    if (mayUseUserfaultfd()) {
      const fd = Number(
        symbols.syscall(SYS_USERFAULTFD[process.arch] ?? -1, O_CLOEXEC | UFFD_USER_MODE_ONLY),
      );
      if (fd >= 0) mapSinglePages(ranges, (request, data) => symbols.ioctl(fd, request, ptr(data)));
    }
    return () => {
      for (const { start, length } of ranges) {
        symbols.madvise(start as never, length, MADV_DONTNEED);
      }
    };
  } catch {
    return null; // /proc is hidden, or there is no JIT for bun:ffi: the pages stay
  }
}

/** The read-only mappings in a text like /proc/PID/smaps whose pages are all clean. */
export function untouchedRanges(smaps: string): Range[] {
  const ranges: Range[] = [];
  for (const mapping of smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const match = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p \S+ \S+ [1-9]\d*\s+\//.exec(mapping);
    if (match === null) continue;
    // Relocated pages differ from the file: read again they would be wrong.
    if (numberAfter(mapping, "Anonymous") !== 0 || numberAfter(mapping, "Swap") !== 0) continue;
    const start = Number.parseInt(match[1] ?? "", 16);
    ranges.push({ start, length: Number.parseInt(match[2] ?? "", 16) - start });
  }
  return ranges;
}

/**
 * Turns off fault-around: the kernel maps one page a fault instead of sixteen,
 * many times what is needed. It does so for ranges that are registered for write
 * protection with userfaultfd; in asynchronous mode no event is delivered.
 */
function mapSinglePages(
  ranges: readonly Range[],
  ioctl: (request: number, data: BigUint64Array) => number,
): void {
  if (ioctl(UFFDIO_API, new BigUint64Array([UFFD_API, UFFD_FEATURE_WP_ASYNC, 0n])) !== 0) return;
  for (const { start, length } of ranges) {
    const mode = UFFDIO_REGISTER_MODE_WP;
    ioctl(UFFDIO_REGISTER, new BigUint64Array([BigInt(start), BigInt(length), mode, 0n]));
  }
}

// A seccomp filter may kill the process for an unusual system call.
function mayUseUserfaultfd(): boolean {
  return statusOf("Seccomp") === 0;
}

function statusOf(name: string): number | null {
  return numberAfter(readFileSync("/proc/self/status", "latin1"), name);
}

/** The number in the line `<name>: <number> …`; null when there is no such line. */
function numberAfter(text: string, name: string): number | null {
  const digits = new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
