import type { Verdict } from "../protocol/frames.ts";
import type { Event, Reply } from "../protocol/wire.ts";

/** Who answers at a socket, where that is no hub. */
export class ForeignError extends Error {
  override readonly name = "ForeignError";
}

/**
 * Reads a line as a hub's frame. A hub echoes the id of each request, and each
 * refusal of its own has a code; a daemon of version 1 has neither, so that
 * nothing it answers is taken for a hub's word.
 * @throws {ForeignError} for what no hub says.
 */
export function parseFrame<T extends Event | Reply | Verdict>(line: string): T {
  const frame = parseObject(line);
  if (frame !== undefined && isHubs(frame)) return frame as T; // its fields have been looked at
  const isVersion1 = frame?.version === 1 && typeof frame.ok === "boolean";
  throw new ForeignError(isVersion1 ? "a daemon of version 1 (acd)" : "another program");
}

function isHubs({ ok, id, error, code, type, seq }: Record<string, unknown>): boolean {
  if (ok === true) return id !== undefined;
  if (ok === false) return typeof error === "string" && typeof code === "string";
  return typeof type === "string" && typeof seq === "number";
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === "object" && value !== null;
    return isObject ? (value as Record<string, unknown>) : undefined; // an object, just seen
  } catch {
    return undefined; // no JSON: somebody else's words
  }
}
