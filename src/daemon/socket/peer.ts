import type { Socket } from "bun";
import { join, own } from "../../host/scratch.ts";
import { LineSplitter } from "../../protocol/lines.ts";

/** With more than this unsent, a peer is not read from. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** What all peers of a server share. */
export interface PeerShare {
  /** The peers that have something to flush; each adds itself. */
  dirty: Set<Peer>;
  maxLineBytes: number;
}

/** Bun's socket with what its types leave out (1.4.5): the descriptor. */
export type PeerSocket = Socket<Peer> & { readonly fd: number };

/**
 * One connection. Bun's sockets buffer nothing: `write` takes what fits, `end`
 * drops unsent bytes. So each peer keeps its own unsent tail, and is ended only
 * when that is empty.
 */
export class Peer {
  readonly socket: PeerSocket;
  readonly lines: LineSplitter;
  /** Not read from until it has taken its replies. */
  isPaused = false;
  /** Paused until its turn comes. */
  awaitsTurn = false;
  /** The client will send no more. */
  inputEnded = false;
  /** Its input is discarded: refused, or after a line too long. */
  isDiscarding = false;
  isClosed = false;
  /** It reads no more; what it sent before still counts. */
  isWriteClosed = false;
  readonly #share: PeerShare;
  #queue: (string | Buffer)[] = [];
  #queuedBytes = 0;
  #tail: Buffer | undefined;
  /** Input read before the pause and not parsed yet. */
  #unparsed: Buffer | undefined;
  #copied: ArrayBufferLike | undefined;

  constructor(socket: PeerSocket, share: PeerShare) {
    this.socket = socket;
    this.lines = new LineSplitter(share.maxLineBytes);
    this.#share = share;
  }

  /** True when the socket has taken everything that was written to it. */
  get isWritable(): boolean {
    return this.#tail === undefined;
  }

  /** True when nothing waits to be sent. */
  get isFlushed(): boolean {
    return this.isWritable && this.#queue.length === 0;
  }

  /** True when nothing is in flight in either direction. */
  get isIdle(): boolean {
    const isOpen = !this.isClosed && !this.isWriteClosed && !this.isDiscarding;
    return isOpen && !this.isPaused && this.isFlushed && this.lines.isEmpty;
  }

  /** True when so much is unsent that no further request may add to it. */
  get hasBackpressure(): boolean {
    return this.#queuedBytes + (this.#tail?.length ?? 0) > MAX_UNSENT_BYTES;
  }

  /** Bytes of memory held for it: unfinished input and unsent output. */
  get heldBytes(): number {
    const output = this.#queuedBytes + (this.#tail?.length ?? 0);
    return output + this.lines.heldBytes + (this.#unparsed?.length ?? 0);
  }

  /** Queues bytes for the next {@link flush}. */
  send(data: string | Buffer): void {
    if (this.isClosed || this.isWriteClosed) return;
    this.#queue.push(data);
    this.#queuedBytes += data.length;
    this.#share.dirty.add(this);
  }

  /** Writes at once, or queues where something is unsent already. */
  write(data: string | Buffer): void {
    if (!this.isFlushed || this.isClosed || this.isWriteClosed) {
      this.send(data);
      return;
    }
    this.#writeBytes(join([data]));
    if (!this.isWritable) this.#share.dirty.add(this); // what it holds counts against the budget
  }

  /** Writes the queue in one call; keeps what the socket does not take. */
  flush(): void {
    // With a tail unsent, the queue waits for the drain: joining the two would
    // copy the tail for each message.
    if (this.isClosed || !this.isWritable || this.#queue.length === 0) return;
    this.#writeBytes(this.#takeQueue());
  }

  /** The socket has room again. May be called with nothing to send (Bun 1.4.5 does). */
  drain(): void {
    const tail = this.#tail;
    this.#tail = undefined;
    if (tail !== undefined && !this.isClosed) this.#writeBytes(tail);
    this.flush();
  }

  /** Reads no more for now. @param unparsed input that was read already. */
  pause(unparsed: Buffer | undefined): void {
    // What comes back from an earlier pause is a copy already.
    const isCopy = unparsed !== undefined && unparsed.buffer === this.#copied;
    this.#unparsed = unparsed === undefined || isCopy ? unparsed : Buffer.from(unparsed);
    this.#copied = this.#unparsed?.buffer;
    this.isPaused = true;
    this.socket.pause();
  }

  /** Ends the pause, but for the socket's own. @returns input that was read before it. */
  unpause(): Buffer | undefined {
    const unparsed = this.#unparsed;
    this.#unparsed = undefined;
    this.isPaused = false;
    return unparsed;
  }

  /** Nothing more is read from it; it is closed once it has taken its replies. */
  endInput(): void {
    this.inputEnded = true;
    this.unpause();
  }

  #writeBytes(bytes: Buffer): void {
    const written = this.socket.write(bytes);
    if (written < 0) this.#stopSending();
    else if (written < bytes.length) this.#tail = own(bytes.subarray(written));
  }

  #takeQueue(): Buffer {
    const bytes = join(this.#queue);
    this.#queue = [];
    this.#queuedBytes = 0;
    return bytes;
  }

  // The other side is gone. To close now would lose input that is still unread:
  // the end of it comes after that.
  #stopSending(): void {
    this.isWriteClosed = true;
    this.#clear();
  }

  #clear(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#tail = undefined;
  }

  /** Closes at once; what is queued is lost. */
  drop(): void {
    this.#clear();
    this.socket.terminate();
  }
}
