import { dlopen, FFIType, ptr } from "bun:ffi";
import { setPriority } from "node:os";
import type { InheritedLimit } from "./inherited.ts";

/** Lets go of what a starter has left us with, as far as this user may. */
export function shedLimits(limits: readonly InheritedLimit[]): void {
  for (const { resource } of limits) {
    try {
      if (resource === null) setPriority(0);
      else raise(resource);
    } catch {
      // Not without rights that this user lacks, or no bun:ffi: it is told of as it is.
    }
  }
}

/** Raises the soft limit to the hard one, and the hard one where root may. */
function raise(resource: number): void {
  const { i32, ptr: pointer } = FFIType;
  const { symbols } = dlopen("libc.so.6", {
    prlimit: { args: [i32, i32, pointer, pointer], returns: i32 },
  });
  const unlimited = new BigUint64Array([2n ** 64n - 1n, 2n ** 64n - 1n]);
  if (symbols.prlimit(0, resource, ptr(unlimited), null) === 0) return;
  const limit = new BigUint64Array(2); // struct rlimit: soft, hard
  symbols.prlimit(0, resource, null, ptr(limit));
  limit[0] = limit[1] ?? 0n;
  symbols.prlimit(0, resource, ptr(limit), null);
}
