import { readSync } from "node:fs";
import type { Excerpt } from "../agents/shape/excerpt.ts";

/** Read timeout: a busy agent may write its hook's input late, and some never do. */
const INPUT_MS = 650;
/** The same for a huge one, which takes time to be read and to be sent. */
const HUGE_MS = 400;
/** A payload over this is not parsed as a whole: that may take longer than there is. */
const MAX_WHOLE_BYTES = 512 * 1024;
const PART_BYTES = 64 * 1024;
const STDIN = 0;

/** The next part of the input; undefined at its end, or when none has come in time. */
type NextPart = () => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/**
 * The payload; of a huge one, or of one that does not end in time, what could be made of it.
 * @param isSure whoever calls writes it at once and closes it.
 */
export async function readInput(isSure: boolean): Promise<Buffer | string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let excerpt: Excerpt | undefined;
  const beganMs = performance.now();
  const hasTime = () => performance.now() - beganMs < (excerpt === undefined ? INPUT_MS : HUGE_MS);
  const next = isSure ? partsAtOnce() : partsInTime();
  for (;;) {
    const part = await next();
    if (part === undefined) break;
    bytes += part.length;
    parts.push(part);
    if (bytes > MAX_WHOLE_BYTES) {
      const { Excerpt } = await import("../agents/shape/excerpt.ts");
      excerpt ??= new Excerpt();
      excerpt.push(Buffer.concat(parts.splice(0)), hasTime);
    }
    // An agent may never close it.
    if (excerpt === undefined && isWhole(parts)) break;
    // What is there already is read before any timer runs.
    if (!hasTime()) break;
  }
  return excerpt?.finish() ?? Buffer.concat(parts);
}

/** Whether these parts are a JSON object to its end. */
function isWhole(parts: readonly Uint8Array[]): boolean {
  const text = Buffer.concat(parts).toString().trimEnd();
  if (!text.endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // a part that happens to end so
  }
}

function partsInTime(): NextPart {
  const reader = Bun.stdin.stream().getReader();
  const timeout = Bun.sleep(INPUT_MS).then(() => ({ value: undefined }));
  return async () => (await Promise.race([reader.read(), timeout])).value;
}

// A stream and its timer are a tenth of a hook's CPU and page faults (Bun 1.4.5).
function partsAtOnce(): NextPart {
  let later: NextPart | undefined;
  return () => {
    if (later !== undefined) return later();
    const part = Buffer.allocUnsafe(PART_BYTES);
    try {
      const length = readSync(STDIN, part, 0, PART_BYTES, null);
      return length === 0 ? undefined : part.subarray(0, length);
    } catch {
      // It does not block, and is empty so far.
      later = partsInTime();
      return later();
    }
  };
}
