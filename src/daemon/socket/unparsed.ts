/** Input of one peer that was read and not parsed yet, in order. */
export class Unparsed {
  #chunks: Buffer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a copy of the input: what Bun passes is overwritten by the next read. */
  add(input: Buffer): void {
    this.#chunks.push(Buffer.from(input));
    this.#bytes += input.length;
  }

  /** The first chunk; undefined when there is none. */
  take(): Buffer | undefined {
    const input = this.#chunks.shift();
    this.#bytes -= input?.length ?? 0;
    return input;
  }

  /** Puts back what is left of a chunk that was taken. */
  putBack(rest: Buffer): void {
    this.#chunks.unshift(rest);
    this.#bytes += rest.length;
  }

  /** All of it; it stays. */
  bytesOfAll(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }
}
