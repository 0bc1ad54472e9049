import type { Socket } from "bun";
import { join, own } from "../../host/scratch.ts";
import { LineSplitter } from "../../protocol/lines.ts";
import { Outbox } from "./outbox.ts";
import type { PeerHandoff } from "./peer-handoff.ts";
import { Unparsed } from "./unparsed.ts";

/** With more than this unsent, a peer is not read from. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Input kept for a peer's turn; with more it is not read from. */
const MAX_UNPARSED_BYTES = 1024 * 1024;

/** What all peers of a server share. */
export interface PeerShare {
  /** The peers that have something to flush; each adds itself. */
  dirty: Set<Peer>;
  maxLineBytes: number;
  /** Has a peer sent what it missed, in its turn. */
  catchUpLater(peer: Peer): void;
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
  /** Its input waits for a turn. */
  awaitsTurn = false;
  /** What it missed waits for a turn. */
  isCatchingUp = false;
  /** The client will send no more. */
  inputEnded = false;
  /** Its input is discarded: refused, or after a line too long. */
  isDiscarding = false;
  isClosed = false;
  /** It reads no more; what it sent before still counts. */
  isWriteClosed = false;
  readonly #share: PeerShare;
  readonly #outbox = new Outbox();
  #tail: Buffer | undefined;
  /** Input read and not parsed yet, in order. */
  readonly kept = new Unparsed();
  #isSocketPaused = false;

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
    return this.isWritable && this.#outbox.isEmpty;
  }

  /**
   * What there is to go on with after a re-exec: half a line, and bytes that the
   * client has not taken yet. Undefined for one that is about to go, or is being read.
   */
  handOff(): PeerHandoff | undefined {
    const isGoing = this.isClosed || this.isWriteClosed || this.isDiscarding;
    if (isGoing || this.awaitsTurn || this.isCatchingUp) return undefined;
    const input = Buffer.concat([this.lines.unfinished, this.kept.bytesOfAll()]);
    const output = Buffer.concat([this.#tail ?? Buffer.alloc(0), this.#outbox.bytesOfAll()]);
    const { fd } = this.socket;
    return { fd, input: input.toString("base64"), output: output.toString("base64") };
  }

  /** True when so much is unsent that no further request may add to it. */
  get hasBackpressure(): boolean {
    return this.#outbox.isListing || this.#unsentBytes > MAX_UNSENT_BYTES;
  }

  /** Bytes of memory held for it: unfinished input and unsent output. */
  get heldBytes(): number {
    return this.#unsentBytes + this.lines.heldBytes + this.kept.bytes;
  }

  /** Queues bytes for the next {@link flush}. */
  send(data: string | Buffer): void {
    if (this.isClosed || this.isWriteClosed) return;
    this.#outbox.add(data);
    this.#share.dirty.add(this);
  }

  /**
   * Queues a text that is made as the socket takes it, a piece at a time.
   * @param isListing no further request is handled before its end: it would show what that does.
   */
  sendPieces(pieces: Iterator<string, void>, isListing = false): void {
    if (this.isClosed || this.isWriteClosed) return;
    this.#outbox.addPieces(pieces, isListing);
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

  /** It is owed something that was not written to it. */
  catchUpLater(): void {
    this.#share.catchUpLater(this);
  }

  /** Writes the queue in one call, pieces in as many as the socket takes; keeps the rest. */
  flush(): void {
    // With a tail unsent, the queue waits for the drain: joining the two would
    // copy the tail for each message.
    while (!this.isClosed && this.isWritable && !this.#outbox.isEmpty) {
      this.#writeBytes(join(this.#outbox.take()));
    }
  }

  /** The socket has room again. May be called with nothing to send (Bun 1.4.5 does). */
  drain(): void {
    const tail = this.#tail;
    this.#tail = undefined;
    if (tail !== undefined && !this.isClosed) this.#writeBytes(tail);
    this.flush();
  }

  /** Keeps input for later, after what is kept already. */
  keep(input: Buffer): void {
    this.kept.add(input);
    // While the socket is paused a client that closes takes what is unread along.
    if (this.kept.bytes > MAX_UNPARSED_BYTES) this.#pauseSocket();
  }

  /** Reads no more until it has taken its replies. */
  pause(): void {
    this.isPaused = true;
    this.#pauseSocket();
  }

  /** Reads on, where nothing is kept that comes first. */
  resume(): void {
    this.isPaused = false;
    if (!this.#isSocketPaused || !this.kept.isEmpty || this.isClosed) return;
    this.#isSocketPaused = false;
    this.socket.resume();
  }

  get #unsentBytes(): number {
    return this.#outbox.bytes + (this.#tail?.length ?? 0);
  }

  #pauseSocket(): void {
    if (this.#isSocketPaused) return;
    this.#isSocketPaused = true;
    this.socket.pause();
  }

  /** Nothing more is read from it; it is closed once it has taken its replies. */
  endInput(): void {
    this.inputEnded = true;
    this.isPaused = false;
    this.kept.clear();
  }

  /** Nothing it says counts any more. */
  discard(): void {
    this.isDiscarding = true;
    this.kept.clear();
  }

  /** The connection is gone; what it sent before may still be kept. */
  close(): void {
    this.isClosed = true;
    this.isPaused = false;
    this.#clear();
  }

  #writeBytes(bytes: Buffer): void {
    const written = this.socket.write(bytes);
    if (written < 0) this.#stopSending();
    else if (written < bytes.length) this.#tail = own(bytes.subarray(written));
  }

  // The other side is gone. To close now would lose input that is still unread:
  // the end of it comes after that.
  #stopSending(): void {
    this.isWriteClosed = true;
    this.#clear();
  }

  #clear(): void {
    this.#outbox.clear();
    this.#tail = undefined;
  }

  /** Closes at once; what is queued is lost. */
  drop(): void {
    this.#clear();
    this.kept.clear();
    this.socket.terminate();
  }
}
