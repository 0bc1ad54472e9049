import type { Excerpt } from "../agents/shape/excerpt.ts";

/** Read timeout, for agents that never close the hook's standard input. */
const INPUT_MS = 400;
/** A payload over this is not parsed as a whole: that may take longer than there is. */
const MAX_WHOLE_BYTES = 512 * 1024;

/** The payload; of a huge one, or of one that does not end in time, what could be made of it. */
export async function readInput(): Promise<Buffer | string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let excerpt: Excerpt | undefined;
  const hasTime = () => performance.now() < endsMs;
  const endsMs = performance.now() + INPUT_MS;
  const reader = Bun.stdin.stream().getReader();
  const timeout = Bun.sleep(INPUT_MS).then(() => ({ done: true, value: undefined }) as const);
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), timeout]);
    if (done) break;
    bytes += value.length;
    parts.push(value);
    if (bytes > MAX_WHOLE_BYTES) {
      const { Excerpt } = await import("../agents/shape/excerpt.ts");
      excerpt ??= new Excerpt();
      excerpt.push(Buffer.concat(parts.splice(0)), hasTime);
    }
    // What is there already is read before any timer runs.
    if (!hasTime()) break;
  }
  return excerpt?.finish() ?? Buffer.concat(parts);
}
