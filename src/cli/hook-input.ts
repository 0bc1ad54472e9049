import type { Excerpt } from "../agents/shape/excerpt.ts";
import { parsePayload } from "../agents/shape/payload.ts";
import { calls } from "../host/calls.ts";
import { fs } from "../host/node-fs.ts";

/** Read timeout: a busy agent may write its hook's input late, and some never do. */
const INPUT_MS = 650;
/** The same for a huge one, which takes time to be read and to be sent. */
const HUGE_MS = 400;
/** A payload over this is not parsed as a whole: that may take longer than there is. */
const MAX_WHOLE_BYTES = 512 * 1024;
const PART_BYTES = 32 * 1024;
const STDIN = 0;

/** What standard input says. */
export interface HookInput {
  /** Undefined when it is no JSON. */
  payload: unknown;
  /** Of a huge one only an excerpt is known. */
  isExcerpt: boolean;
}

/** The next part of the input; undefined at its end, or when none has come in time. */
type NextPart = () => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/**
 * The payload; of a huge one, or of one that does not end in time, what could be made of it.
 * @param isSure whoever calls writes it at once and closes it.
 */
export async function readInput(isSure: boolean): Promise<HookInput> {
  const beganMs = performance.now();
  const parts: Uint8Array[] = [];
  const payload = isSure ? readWhole(parts) : undefined;
  if (payload !== undefined) return { payload, isExcerpt: false };
  let bytes = parts[0]?.length ?? 0;
  let excerpt: Excerpt | undefined;
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
    if (excerpt === undefined && parseWhole(textOf(joined(parts))) !== undefined) break;
    // What is there already is read before any timer runs.
    if (!hasTime()) break;
  }
  if (excerpt !== undefined) return { payload: parsePayload(excerpt.finish()), isExcerpt: true };
  return { payload: parsePayload(joined(parts)), isExcerpt: false };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The JSON object that ends where the text does; undefined when it has not come to its end. */
function parseWhole(text: string): unknown {
  if (!text.trimEnd().endsWith("}")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a part that happens to end so
  }
}

/**
 * The payload, if a first read(2) has the whole of it, as most often; else undefined, and
 * what was read is in `parts`.
 */
function readWhole(parts: Uint8Array[]): unknown {
  const part = readPart();
  if (part === undefined) return undefined; // it does not block, and is empty so far
  const payload = parseWhole(textOf(part));
  if (payload === undefined && part.length > 0) parts.push(part);
  return payload;
}

/** What a read(2) gives, nothing at the end; undefined where there is nothing to be had yet. */
function readPart(): Uint8Array | undefined {
  const part = new Uint8Array(PART_BYTES); // no Buffer: the first of a process takes 0.3 ms
  const length = calls()?.read(STDIN, part) ?? -1;
  try {
    return part.subarray(0, length >= 0 ? length : fs().readSync(STDIN, part));
  } catch {
    return undefined;
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
    const part = readPart();
    if (part !== undefined) return part.length === 0 ? undefined : part;
    later = partsInTime();
    return later();
  };
}
