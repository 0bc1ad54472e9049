import { type Event, encode } from "../../protocol/wire.ts";
import type { Change } from "../sessions/ledger.ts";
import type { Store } from "../sessions/store.ts";
import { Backlog, type Place } from "./backlog.ts";
import { type EncodedReply, encodeChange, joinLines, type News, piecesOf } from "./news.ts";
import { OwedPieces } from "./owed-pieces.ts";

/** Bytes of events written at a time to a subscriber: what its socket does not take is held. */
const PIECE_BYTES = 64 * 1024;
/** The same for all of them together, none of which reads. */
const ALL_PIECES_BYTES = 16 * 1024 * 1024;
/** How long one flush may write to subscribers: who is not reached by then is owed it. */
const FLUSH_MS = 8;
/** Writes before a flush looks at the clock, and between two looks. */
const WRITES_A_LOOK = 64;

/** A subscriber's connection. */
export interface Sink {
  readonly socket: { readonly fd: number };
  /** True when the socket has taken everything that was written to it. */
  readonly isWritable: boolean;
  /** Writes, or keeps what the socket does not take; then `isWritable` turns false. */
  write(data: string | Buffer): void;
  /** It takes bytes and is owed some: has {@link Subscribers.catchUp} called in its turn. */
  catchUpLater(): void;
}

/** A subscriber as it is handed to the process after a re-exec. */
export interface SavedSubscriber {
  /** Descriptor of its connection. */
  fd: number;
  fromSeq: number;
  overdue: [id: string, seq: number][];
}

/** One subscriber; while its socket is full it only has a place in the backlog. */
interface Subscriber {
  sink: Sink;
  /** The seq of its snapshot. */
  fromSeq: number;
  /** Undefined while it is owed nothing. */
  place: Place | undefined;
}

/** What a flush has written by now, and whether it may write on. */
interface FlushTime {
  endMs: number;
  writes: number;
  isLeft: boolean;
}

/**
 * The subscribers, and what each has yet to be sent. One that reads gets every
 * change; one whose socket is full, or whom a flush to hundreds did not reach in
 * its time, gets the latest state of each changed session in its turn. That costs
 * one entry a changed session for all of them together, and none ends up with an
 * old state.
 */
export class Subscribers {
  readonly #now: () => number;
  readonly #subscribers = new Map<Sink, Subscriber>();
  readonly #backlog = new Backlog();
  readonly #owedPieces: OwedPieces;
  /** Changes not yet flushed. */
  #batch: News[] = [];

  /** @param now a clock that only goes forward, in milliseconds. */
  constructor(store: Store, now: () => number) {
    this.#now = now;
    this.#owedPieces = new OwedPieces(store, this.#backlog);
  }

  get size(): number {
    return this.#subscribers.size;
  }

  has(sink: Sink): boolean {
    return this.#subscribers.has(sink);
  }

  /** Adds a subscriber that has just been sent the state as of `fromSeq`. */
  add(sink: Sink, fromSeq: number): void {
    this.#subscribers.set(sink, { sink, fromSeq, place: undefined });
  }

  /** How many changes {@link save} would name, at most. */
  get owed(): number {
    return this.#backlog.owed;
  }

  /** What every listener is owed, to be handed over. */
  save(): SavedSubscriber[] {
    return Array.from(this.#subscribers.values(), ({ sink, fromSeq, place }) => {
      const owed = place === undefined ? [] : [...this.#backlog.from(place)];
      return { fd: sink.socket.fd, fromSeq, overdue: owed.map(({ id, seq }) => [id, seq]) };
    });
  }

  /** Goes on with a listener from before a re-exec. */
  restore(sink: Sink, { fromSeq, overdue }: SavedSubscriber): void {
    const place = overdue.length === 0 ? undefined : this.#backlog.resume(overdue);
    this.#subscribers.set(sink, { sink, fromSeq, place });
  }

  remove(sink: Sink): void {
    const place = this.#subscribers.get(sink)?.place;
    if (place !== undefined) this.#backlog.leave(place);
    this.#subscribers.delete(sink);
  }

  clear(): void {
    for (const sink of [...this.#subscribers.keys()]) this.remove(sink);
  }

  /** Queues one change for all; it is encoded once, however many there are. */
  publish(change: Change, nowMs: number, reply?: EncodedReply): void {
    if (this.#subscribers.size === 0) return;
    this.#batch.push({ change, line: encodeChange(change, nowMs, reply) });
  }

  /** Sends what was published since the last flush: one write a subscriber, or one a piece. */
  flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    const time = { endMs: this.#now() + FLUSH_MS, writes: 0, isLeft: true };
    if (batch.length === 1) this.#send(batch, time);
    else for (const piece of piecesOf(batch, this.#pieceBytes)) this.#send(piece, time);
  }

  /** Whether a subscriber has missed something. */
  isOwed(sink: Sink): boolean {
    return this.#subscribers.get(sink)?.place !== undefined;
  }

  /** Sends the next piece of what a subscriber missed, once its socket has drained. */
  catchUp(sink: Sink, nowMs: number): void {
    const subscriber = this.#subscribers.get(sink);
    if (subscriber?.place === undefined) return;
    const { place, fromSeq } = subscriber;
    const piece = this.#owedPieces.next(place, fromSeq, this.#pieceBytes, nowMs);
    if (piece === undefined || this.#backlog.pass(place, piece.last)) subscriber.place = undefined;
    if (!this.#backlog.isNeeded) this.#owedPieces.clear();
    if (piece !== undefined && piece.data.length > 0) sink.write(piece.data);
  }

  /** Sends an event that is no change of a session to all, after what they still take. */
  announce(event: Event, nowMs: number): void {
    this.flush();
    const data = this.#shared(encode(event));
    for (const { sink } of this.#subscribers.values()) {
      while (sink.isWritable && this.isOwed(sink)) this.catchUp(sink, nowMs);
      sink.write(data);
    }
  }

  #send(piece: readonly News[], time: FlushTime): void {
    const firstSeq = piece[0]?.change.seq ?? 0;
    let all: string | Buffer | undefined;
    for (const subscriber of this.#subscribers.values()) {
      const { sink, fromSeq } = subscriber;
      if (subscriber.place !== undefined) continue;
      if (!sink.isWritable || !time.isLeft) {
        subscriber.place = this.#backlog.enter();
        if (sink.isWritable) sink.catchUpLater();
        continue;
      }
      if (fromSeq < firstSeq) {
        all ??= this.#shared(joinLines(piece));
        sink.write(all);
      } else {
        const news = piece.filter(({ change }) => change.seq > fromSeq);
        if (news.length > 0) sink.write(joinLines(news));
      }
      time.writes += 1;
      if (time.writes % WRITES_A_LOOK === 0) time.isLeft = this.#now() < time.endMs;
    }
    if (!this.#backlog.isNeeded) return;
    for (const { change } of piece) this.#backlog.add(change.id, change.seq);
  }

  get #pieceBytes(): number {
    return Math.min(PIECE_BYTES, ALL_PIECES_BYTES / this.#subscribers.size);
  }

  /** Encodes once what goes to several. */
  #shared(text: string): string | Buffer {
    return this.#subscribers.size > 1 ? Buffer.from(text) : text;
  }
}
