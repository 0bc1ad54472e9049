import { dlopen, FFIType } from "bun:ffi";

/** prctl(2). */
const PR_SET_DUMPABLE = 4;

/**
 * Keeps what this process holds from core dumps, and from other programs of the
 * same user: no debugger attaches, and /proc shows neither memory nor environment
 * (Linux). Elsewhere, and without `bun:ffi`, the system's own settings hold.
 */
export function keepSecrets(): void {
  if (process.platform !== "linux") return;
  try {
    const { symbols } = dlopen("libc.so.6", {
      prctl: {
        args: [FFIType.i32, FFIType.u64, FFIType.u64, FFIType.u64, FFIType.u64],
        returns: FFIType.i32,
      },
    });
    symbols.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  } catch {
    // No JIT, or no such library.
  }
}
