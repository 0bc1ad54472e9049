import type { Socket } from "bun";
import { join, own } from "../../host/scratch.ts";
import { LineSplitter } from "../../protocol/lines.ts";

/** A peer that has this much to take before it is read from again. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** What all peers of a server share. */
export interface PeerShare {
  /** Where a peer enters itself when it has something to flush. */
  dirty: Set<Peer>;
  maxLineBytes: number;
}

/** Bun's socket with what its types leave out (1.4.5): the descriptor. */
export type PeerSocket = Socket<Peer> & { readonly fd: number };

/**
 * One connection. Bun's sockets buffer nothing: `write` takes what fits, `end`
 * drops the rest. So each peer keeps its own unsent tail, and ends only when
 * it is empty.
 */
export class Peer {
  readonly socket: PeerSocket;
  readonly lines: LineSplitter;
  /** Input read but not parsed yet, while the peer does not take its replies. */
  unparsed: Buffer | undefined;
  /** Not read from until it has taken its replies. */
  isPaused = false;
  /** The client will send no more. */
  inputEnded = false;
  /** Nothing this client says counts any more: refused, or after a line too long. */
  isDiscarding = false;
  isClosed = false;
  /** It takes nothing any more; what it sent before it went still counts. */
  isWriteClosed = false;
  readonly #share: PeerShare;
  #queue: (string | Buffer)[] = [];
  #queuedBytes = 0;
  #tail: Buffer | undefined;

  constructor(socket: PeerSocket, share: PeerShare) {
    this.socket = socket;
    this.lines = new LineSplitter(share.maxLineBytes);
    this.#share = share;
  }

  get isWritable(): boolean {
    return this.#tail === undefined;
  }

  /** True when nothing at all waits to be sent. */
  get isEmpty(): boolean {
    return this.isWritable && this.#queue.length === 0;
  }

  /** True when nothing is under way in either direction. */
  get isIdle(): boolean {
    const isOpen = !this.isClosed && !this.isWriteClosed && !this.isDiscarding;
    return isOpen && !this.isPaused && this.isEmpty && this.lines.isEmpty;
  }

  /** True when so much waits that no further request may add to it. */
  get hasBackpressure(): boolean {
    return this.#queuedBytes + (this.#tail?.length ?? 0) > MAX_UNSENT_BYTES;
  }

  /** Bytes of memory held for it, unfinished input and unsent output together. */
  get heldBytes(): number {
    const output = this.#queuedBytes + (this.#tail?.length ?? 0);
    return output + this.lines.heldBytes + (this.unparsed?.length ?? 0);
  }

  /** Queues bytes for the next {@link flush}. */
  send(data: string | Buffer): void {
    if (this.isClosed || this.isWriteClosed) return;
    this.#queue.push(data);
    this.#queuedBytes += data.length;
    this.#share.dirty.add(this);
  }

  /** Writes at once what was collected elsewhere, unless something waits before it. */
  write(data: string | Buffer): void {
    if (!this.isEmpty || this.isClosed || this.isWriteClosed) {
      this.send(data);
      return;
    }
    this.#writeBytes(join([data]));
    if (!this.isWritable) this.#share.dirty.add(this); // what it holds counts against the budget
  }

  /** Writes what waits, in one call; keeps what the socket does not take. */
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

  // The other side is gone. To close now would throw away what it said before:
  // that is still to be read, and its end comes after it.
  #stopSending(): void {
    this.isWriteClosed = true;
    this.#clear();
  }

  #clear(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#tail = undefined;
  }

  /** Closes at once; what is queued is lost, for nobody will take it. */
  drop(): void {
    this.#clear();
    this.socket.terminate();
  }
}
