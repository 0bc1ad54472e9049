/** Pieces taken at a time. */
const MAX_PIECES_LENGTH = 64 * 1024;

type Data = string | Buffer;

/** What waits to be written to one peer, in order. */
export class Outbox {
  #items: (Data | Iterator<string, void>)[] = [];
  #bytes = 0;
  #listing: Iterator<string, void> | undefined;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Whether a listing is in it that is not made to its end. */
  get isListing(): boolean {
    return this.#listing !== undefined;
  }

  /** Length of the data in it; what is yet to be made counts nothing. */
  get bytes(): number {
    return this.#bytes;
  }

  add(data: Data): void {
    this.#items.push(data);
    this.#bytes += data.length;
  }

  /** Adds a text that is made when it is taken, a piece at a time. */
  addPieces(pieces: Iterator<string, void>, isListing: boolean): void {
    this.#items.push(pieces);
    if (isListing) this.#listing = pieces;
  }

  /** Takes what is to be written next: all of it, or up to where pieces have filled a write. */
  take(): Data[] {
    const parts: Data[] = [];
    let length = 0;
    while (length <= MAX_PIECES_LENGTH) {
      const [item] = this.#items;
      if (item === undefined) break;
      const piece = isData(item) ? item : (item.next().value ?? undefined);
      if (piece !== undefined) parts.push(piece);
      if (isData(item)) this.#bytes -= item.length;
      else length += piece?.length ?? 0;
      if (isData(item) || piece === undefined) this.#items.shift();
      if (item === this.#listing && piece === undefined) this.#listing = undefined;
    }
    return parts;
  }

  /** All of it as bytes; what is yet to be made is made now. It stays in the outbox. */
  bytesOfAll(): Buffer {
    const all = this.#items.flatMap((item) => (isData(item) ? [item] : [...piecesOf(item)]));
    this.clear();
    for (const data of all) this.add(data);
    return Buffer.concat(all.map((data) => Buffer.from(data)));
  }

  clear(): void {
    this.#items = [];
    this.#listing = undefined;
    this.#bytes = 0;
  }
}

function* piecesOf(pieces: Iterator<string, void>): Generator<string> {
  for (let next = pieces.next(); next.done !== true; next = pieces.next()) yield next.value;
}

function isData(item: Data | Iterator<string, void>): item is Data {
  return typeof item === "string" || Buffer.isBuffer(item);
}
