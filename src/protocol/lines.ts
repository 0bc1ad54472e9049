const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const KEEP_BYTES = 64 * 1024;

/**
 * Cuts a byte stream into lines. An unfinished line is kept in one buffer that
 * doubles, so it costs its length even when it comes a byte at a time. `\r\n`
 * is tolerated and blank lines are skipped.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #buffer: Buffer | undefined;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True when no line is unfinished. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** What is there of a line that is not finished; valid until the next push. */
  get unfinished(): Buffer {
    return this.#buffer?.subarray(0, this.#length) ?? Buffer.alloc(0);
  }

  /** Bytes of memory held for unfinished lines. */
  get heldBytes(): number {
    return this.#buffer?.length ?? 0;
  }

  /**
   * Takes a chunk and hands each finished line to `onLine`, in order; bytes that
   * are no UTF-8 come as U+FFFD. `onLine` returns false to stop there.
   * @returns what is left of the chunk after a stop, `undefined` when all was
   *   taken, or `"too_long"` when a line passed the limit: nothing after it can
   *   be trusted.
   */
  push(chunk: Buffer, onLine: (line: string) => boolean): Buffer | "too_long" | undefined {
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline;
      if (this.#length + end - start > this.#maxBytes) return "too_long";
      if (newline === -1) {
        this.#keep(chunk, start, end);
        return undefined;
      }
      const line = this.#finish(chunk, start, end);
      start = end + 1;
      if (line.length > 0 && !onLine(line)) return chunk.subarray(start);
    }
    return undefined;
  }

  /** The last line before end-of-file, which counts even without its `\n`. */
  end(): string | undefined {
    return (this.#buffer && this.#finish(this.#buffer, 0, 0)) || undefined;
  }

  /** @returns what is there of the line. */
  #keep(chunk: Buffer, start: number, end: number): Buffer {
    const length = this.#length + end - start;
    let buffer = this.#buffer;
    if (buffer === undefined || length > buffer.length) {
      buffer = Buffer.allocUnsafeSlow(Math.max(256, length * 2));
      this.#buffer?.copy(buffer, 0, 0, this.#length);
      this.#buffer = buffer;
    }
    chunk.copy(buffer, this.#length, start, end);
    this.#length = length;
    return buffer;
  }

  /** The line that ends there: most often it lies in the chunk as a whole. */
  #finish(chunk: Buffer, start: number, end: number): string {
    if (this.#length === 0) return textOf(chunk, start, end);
    const kept = this.#keep(chunk, start, end);
    const line = textOf(kept, 0, this.#length);
    this.#length = 0;
    if (kept.length > KEEP_BYTES) this.#buffer = undefined;
    return line;
  }
}

function textOf(bytes: Buffer, start: number, end: number): string {
  const hasReturn = end > start && bytes[end - 1] === CARRIAGE_RETURN;
  return bytes.toString("utf8", start, hasReturn ? end - 1 : end);
}
