/** So much of a text is kept: more than any report takes of one. */
const MAX_TEXT_BYTES = 8 * 1024;
/** A member of the payload that is larger, with its texts cut, is left out. */
const MAX_MEMBER_BYTES = 32 * 1024;
const MAX_MEMBERS = 128;
/** So much is looked at between two looks at the clock. */
const STEP_BYTES = 32 * 1024;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x7b, 0x5b]); // { [
const CLOSING = new Set([0x7d, 0x5d]); // } ]
/** The longest escape, \u and four digits. */
const ESCAPE_BYTES = 6;

/**
 * Makes a small payload of a huge one while it comes in: a JSON object with its
 * long texts cut off, without the members that are large all the same. What a
 * parser would do with the whole takes longer than a hook has.
 */
export class Excerpt {
  readonly #members: string[] = [];
  /** The member that is coming in; null once it is too large. */
  #member: Buffer[] | null = [];
  #memberBytes = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #textBytes = 0;
  #isCut = false;

  /** Takes the next bytes, as long as there is time: without all of them it is no use to go on. */
  push(bytes: Buffer, hasTime: () => boolean): void {
    for (let at = 0; at < bytes.length && hasTime(); at += STEP_BYTES) {
      this.#take(bytes.subarray(at, at + STEP_BYTES));
    }
  }

  #take(chunk: Buffer): void {
    let start = 0; // of what is not kept yet
    let at = 0;
    while (at < chunk.length) {
      if (this.#isInText) {
        at = this.#skipText(chunk, at);
        start = at;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte === QUOTE) {
        this.#isInText = true;
        this.#textBytes = 0;
        this.#keep(chunk.subarray(start, at));
        start = at;
      } else if (OPENING.has(byte)) {
        this.#depth += 1;
        if (this.#depth === 1) start = at;
      } else if (CLOSING.has(byte) || (byte === COMMA && this.#depth === 1)) {
        if (byte !== COMMA) this.#depth -= 1;
        if (this.#depth > 1 || (this.#depth === 1 && byte !== COMMA)) continue;
        this.#keep(chunk.subarray(start, at - 1));
        this.#finishMember();
        start = at;
      }
    }
    if (!this.#isInText && this.#depth > 0) this.#keep(chunk.subarray(start));
  }

  /** What was kept, as JSON; a member that has not come to its end is left out. */
  finish(): string {
    return `{${this.#members.join(",")}}`;
  }

  /** @returns where the text ends, behind its quote, or the chunk does. */
  #skipText(chunk: Buffer, start: number): number {
    let end = chunk.indexOf(QUOTE, start);
    while (end !== -1 && this.#isEscapedAt(chunk, start, end)) end = chunk.indexOf(QUOTE, end + 1);
    const stop = end === -1 ? chunk.length : end;
    this.#keepText(chunk.subarray(start, stop));
    if (end === -1) {
      this.#isEscaped = this.#isEscapedAt(chunk, start, stop);
      return stop;
    }
    this.#isEscaped = false;
    this.#isInText = false;
    this.#keep(chunk.subarray(end, end + 1));
    return end + 1;
  }

  /** Whether an odd number of backslashes stands before the byte. */
  #isEscapedAt(chunk: Buffer, start: number, at: number): boolean {
    let first = at;
    while (first > start && chunk[first - 1] === BACKSLASH) first -= 1;
    const isOdd = (at - first) % 2 === 1;
    return first === start && this.#isEscaped ? !isOdd : isOdd;
  }

  #keepText(text: Buffer): void {
    const room = MAX_TEXT_BYTES - this.#textBytes;
    this.#textBytes += text.length;
    if (room <= 0) return;
    this.#isCut ||= text.length >= room;
    this.#keep(text.length >= room ? cutText(text, room) : text);
  }

  #keep(bytes: Buffer): void {
    if (this.#member === null) return;
    this.#memberBytes += bytes.length;
    if (this.#memberBytes > MAX_MEMBER_BYTES) this.#member = null;
    else this.#member.push(Buffer.from(bytes)); // the chunk's own memory may be used again
  }

  #finishMember(): void {
    const member = this.#member === null ? "" : Buffer.concat(this.#member).toString();
    const isSound = member.trim() !== "" && (!this.#isCut || isWhole(member));
    if (isSound) this.#members.push(member);
    this.#member = this.#members.length < MAX_MEMBERS ? [] : null;
    this.#memberBytes = 0;
    this.#isCut = false;
  }
}

// A text may have been cut within an escape that came in two chunks.
function isWhole(member: string): boolean {
  try {
    JSON.parse(`{${member}}`);
    return true;
  } catch {
    return false;
  }
}

/** Not within an escape: before the last backslashes, where those are near the end. */
function cutText(text: Buffer, length: number): Buffer {
  let end = length;
  const near = text.lastIndexOf(BACKSLASH, end - 1);
  if (near >= end - ESCAPE_BYTES && near !== -1) end = near;
  while (end > 0 && text[end - 1] === BACKSLASH) end -= 1;
  return text.subarray(0, end);
}
