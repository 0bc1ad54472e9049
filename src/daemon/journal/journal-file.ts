import * as fs from "node:fs";
import { lstat, removeFile } from "../../host/file.ts";
import { openOwn, replaceFile, writeAll } from "./file.ts";
import { NOT_WHOLE, WHOLE_OFFSET } from "./format.ts";

/** A journal is compacted once it has this size, and twice its size after the last time. */
const COMPACT_BYTES = 1024 * 1024;
/** A larger file is not a journal: 10,000 sessions take a tenth. */
const MAX_BYTES = 256 * 1024 * 1024;

/** An open journal: a header, then records that are appended. Throws as the disk does. */
export class JournalFile {
  readonly #path: string;
  readonly #fd: number;
  /** Where the next record goes; what follows is a record that was cut off. */
  #end = 0;
  #compactAt = COMPACT_BYTES;

  private constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  /** Opens what is at the path. @returns undefined when nothing is. @throws when it is no private file. */
  static open(path: string): JournalFile | undefined {
    const fd = openOwn(path, MAX_BYTES);
    return fd === undefined ? undefined : new JournalFile(path, fd);
  }

  /** Replaces what is at the path. @param bytes a header and the records so far. */
  static create(path: string, bytes: Buffer): JournalFile {
    const file = new JournalFile(path, replaceFile(path, bytes));
    file.#end = bytes.length;
    file.#compactAt = Math.max(COMPACT_BYTES, 2 * bytes.length);
    return file;
  }

  /** Whether no record of it is kept, so that it has to be replaced. */
  get isEmpty(): boolean {
    return this.#end === 0;
  }

  /** Whether it is worth compacting. */
  get isLong(): boolean {
    return this.#end > this.#compactAt;
  }

  /** Whether it is still at its path, with all that was written. */
  get isInPlace(): boolean {
    const { ino, size } = fs.fstatSync(this.#fd);
    return lstat(this.#path)?.ino === ino && size >= this.#end;
  }

  /** Whether any path still leads to it, and nobody has cut it short. */
  get isKept(): boolean {
    const { nlink, size } = fs.fstatSync(this.#fd);
    return nlink > 0 && size >= this.#end;
  }

  read(): Buffer {
    return fs.readFileSync(this.#fd);
  }

  /** Keeps the records up to there, all when left out; the next one follows them. */
  keep(bytes = fs.fstatSync(this.#fd).size): void {
    this.#end = bytes;
    this.#compactAt = Math.max(COMPACT_BYTES, bytes);
  }

  append(records: Buffer): void {
    writeAll(this.#fd, records, this.#end);
    this.#end += records.length;
  }

  /** Compacting failed: it may have twice its size first. @returns false when it is too long for that. */
  postpone(): boolean {
    this.#compactAt = 2 * this.#end;
    return this.#end <= MAX_BYTES / 4;
  }

  /** Marks that changes are missing, and closes it; where that fails, removes it. */
  abandon(): void {
    try {
      fs.writeSync(this.#fd, NOT_WHOLE, WHOLE_OFFSET);
      // With nothing of ours in it, it is what is left of an earlier daemon: better than none.
      if (!this.isEmpty) fs.ftruncateSync(this.#fd, this.#end);
    } catch {
      removeFile(this.#path); // it can't even be marked, so it must not be restored
    }
    this.close();
  }

  close(): void {
    fs.closeSync(this.#fd);
  }
}
