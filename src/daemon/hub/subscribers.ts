import { type Event, encode, encodeUpdate, VERSION } from "../../protocol/wire.ts";
import type { Change } from "../sessions/ledger.ts";
import type { Store } from "../sessions/store.ts";
import { toWire } from "../sessions/wire.ts";

/** Bytes of overdue events encoded at a time for a subscriber that catches up. */
const CATCH_UP_BYTES = 64 * 1024;

/** A subscriber's connection. */
export interface Sink {
  readonly socket: { readonly fd: number };
  /** True when the socket has taken everything that was written to it. */
  readonly isWritable: boolean;
  /** Writes, or keeps what the socket does not take; then `isWritable` turns false. */
  write(data: string | Buffer): void;
}

/** A subscriber as it is handed to the process after a re-exec. */
export interface SavedSubscriber {
  /** Descriptor of its connection. */
  fd: number;
  fromSeq: number;
  overdue: [id: string, seq: number][];
}

/** A reply's data and its JSON, which the event that it causes can mostly reuse. */
export interface EncodedReply {
  data: unknown;
  json: string;
}

/** One subscriber; while its socket is full it only remembers which sessions changed. */
interface Subscriber {
  sink: Sink;
  /** The seq of its snapshot. */
  fromSeq: number;
  /** Map<session id, seq of its last change>, in seq order. */
  overdue: Map<string, number>;
}

/**
 * The subscribers, and what each has yet to be sent. One that reads gets every
 * change; one whose socket is full gets the latest state of each changed session
 * once it drains. That costs one entry a changed session, and none ends up with
 * an old state.
 */
export class Subscribers {
  readonly #store: Store;
  readonly #subscribers = new Map<Sink, Subscriber>();
  /** Changes not yet flushed, with their encoded events. */
  #batch: { change: Change; line: string }[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  get size(): number {
    return this.#subscribers.size;
  }

  has(sink: Sink): boolean {
    return this.#subscribers.has(sink);
  }

  /** Adds a subscriber that has just been sent the state as of `fromSeq`. */
  add(sink: Sink, fromSeq: number): void {
    this.#subscribers.set(sink, { sink, fromSeq, overdue: new Map() });
  }

  /** What every listener is owed, to be handed over. */
  save(): SavedSubscriber[] {
    return Array.from(this.#subscribers.values(), ({ sink, fromSeq, overdue }) => {
      return { fd: sink.socket.fd, fromSeq, overdue: [...overdue] };
    });
  }

  /** Goes on with a listener from before a re-exec. */
  restore(sink: Sink, { fromSeq, overdue }: SavedSubscriber): void {
    this.#subscribers.set(sink, { sink, fromSeq, overdue: new Map(overdue) });
  }

  remove(sink: Sink): void {
    this.#subscribers.delete(sink);
  }

  clear(): void {
    this.#subscribers.clear();
  }

  /** Queues one change for all; it is encoded once, however many there are. */
  publish(change: Change, nowMs: number, reply?: EncodedReply): void {
    if (this.#subscribers.size === 0) return;
    this.#batch.push({ change, line: encodeChange(change, nowMs, reply) });
  }

  /** Sends what was published since the last flush: one write a subscriber. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    const firstSeq = batch[0]?.change.seq ?? 0;
    let all: string | Buffer | undefined;
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.overdue.size > 0 || !subscriber.sink.isWritable) {
        for (const { change } of batch) markOverdue(subscriber, change);
      } else if (subscriber.fromSeq < firstSeq) {
        all ??= this.#shared(joinLines(batch));
        subscriber.sink.write(all);
      } else {
        const news = batch.filter(({ change }) => change.seq > subscriber.fromSeq);
        if (news.length > 0) subscriber.sink.write(joinLines(news));
      }
    }
  }

  /**
   * Sends the next portion of what a subscriber missed, once its socket has
   * drained. @returns whether there was any.
   */
  catchUp(sink: Sink, nowMs: number): boolean {
    const overdue = this.#subscribers.get(sink)?.overdue;
    if (overdue === undefined || overdue.size === 0) return false;
    let lines = "";
    for (const [id, seq] of overdue) {
      overdue.delete(id);
      const state = this.#store.find(id) ?? null;
      lines += encodeChange({ id, seq: state?.seq ?? seq, state }, nowMs);
      if (lines.length >= CATCH_UP_BYTES) break;
    }
    sink.write(lines);
    return true;
  }

  /** Sends an event that is no change of a session to all. */
  announce(event: Event): void {
    this.flush();
    const data = this.#shared(encode(event));
    for (const { sink } of this.#subscribers.values()) sink.write(data);
  }

  /** Encodes once what goes to several. */
  #shared(text: string): string | Buffer {
    return this.#subscribers.size > 1 ? Buffer.from(text) : text;
  }
}

function joinLines(batch: readonly { line: string }[]): string {
  return batch.map(({ line }) => line).join("");
}

// In seq order, so that a subscriber cut off in between can resume from the last seq it saw.
function markOverdue(subscriber: Subscriber, { id, seq }: Change): void {
  if (seq <= subscriber.fromSeq) return;
  subscriber.overdue.delete(id);
  subscriber.overdue.set(id, seq);
}

function encodeChange(
  { id, seq, state }: Pick<Change, "id" | "seq" | "state">,
  nowMs: number,
  reply?: EncodedReply,
): string {
  if (state === null) return encode({ version: VERSION, type: "delete", seq, session_id: id });
  const json = reply !== undefined && isOf(reply.data, id, seq) ? reply.json : undefined;
  return encodeUpdate(seq, json ?? JSON.stringify(toWire(state, nowMs)));
}

/** Whether the data is the session after that change. */
function isOf(data: unknown, id: string, seq: number): boolean {
  if (typeof data !== "object" || data === null) return false;
  return "session_id" in data && data.session_id === id && "seq" in data && data.seq === seq;
}
