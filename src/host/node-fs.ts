/**
 * `node:fs`, loaded when it is first asked for: in what runs as often as a hook it would
 * be a tenth of all (1.2 ms, Bun 1.4.5), and `host/calls.ts` has what it needs.
 */
export function fs(): typeof import("node:fs") {
  return process.getBuiltinModule("node:fs");
}
