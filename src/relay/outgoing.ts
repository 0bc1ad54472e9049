import type { ReceivedSession } from "../protocol/received.ts";
import type { Session } from "../protocol/session.ts";
import { encode, type SessionMessage } from "./messages.ts";
import { type Field, isOwn, publishedOf } from "./published.ts";

/** Messages on their way at once; what changes meanwhile is sent as its last state. */
const MAX_IN_FLIGHT = 32;
/** That it was heard from again is no news of its own, unless that is so long ago. */
const HEARD_MS = 60_000;

/** One message to the broker: a session's state, or null where it is forgotten. */
export interface Outgoing {
  id: string;
  payload: string | null;
}

/** What a broker holds of ours, as it says itself. */
export interface Held {
  relay: string;
  connection: number;
  state: "online" | "gone";
  sent: number;
}

/**
 * This hub's own sessions on their way to the broker: which have changed since
 * they were published, the last state of each.
 */
export class Outbox {
  readonly #fields: readonly Field[];
  /** Own sessions as they are to be published. */
  readonly #sessions = new Map<string, ReceivedSession>();
  /** As the broker has them, to our knowledge. */
  readonly #published = new Map<string, ReceivedSession>();
  readonly #dirty = new Set<string>();
  readonly #inFlight = new Set<string>();
  /** Taken by the broker after the last record that it took. */
  readonly #sinceRecord = new Set<string>();
  /** Ids that the broker holds, and of which this hub has not told yet. */
  readonly #found = new Set<string>();
  #isKnown = false;
  #sent = 0;
  #recordSent = -1;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  /** Messages published so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Sessions of this hub. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Whether the broker has taken all there is. */
  get isDone(): boolean {
    return this.#isKnown && this.#dirty.size === 0 && this.#inFlight.size === 0;
  }

  /** Takes a session as it is now; null where it is forgotten. */
  take(id: string, session: Session | null): void {
    if (session === null) {
      if (this.#sessions.delete(id)) this.#dirty.add(id);
      return;
    }
    if (!isOwn(session)) return;
    const next = publishedOf(session, this.#fields);
    this.#sessions.set(id, next);
    if (isNews(this.#published.get(id), next)) this.#dirty.add(id);
  }

  /** All that was told so far is the hub's whole state: what else the broker holds of it goes. */
  settle(): void {
    this.#isKnown = true;
    for (const id of this.#found) this.find(id);
    this.#found.clear();
  }

  /** The broker holds a session of ours, from before. */
  find(id: string): void {
    if (!this.#isKnown) this.#found.add(id);
    else if (!this.#sessions.has(id)) this.#dirty.add(id);
  }

  /**
   * A connection begins. @param held what the broker says it holds of ours; null for nothing.
   * @param relay this life of the relay. @param connection the number of the last connection.
   */
  resume(held: Held | null, relay: string, connection: number): void {
    const isOurs = held?.relay === relay && held.connection === connection;
    // A will of that connection: the broker was there when it ended, and has what it took.
    const hasAll = isOurs && held.state === "gone";
    const hasRecorded = isOurs && held.state === "online" && held.sent === this.#recordSent;
    const lost = hasAll ? [] : hasRecorded ? [...this.#sinceRecord] : [...this.#sessions.keys()];
    for (const id of [...lost, ...this.#inFlight]) {
      this.#published.delete(id);
      this.#dirty.add(id);
    }
    this.#inFlight.clear();
  }

  /** The next message; undefined when there is none, or enough are on their way. */
  next(): Outgoing | undefined {
    if (!this.#isKnown || this.#inFlight.size >= MAX_IN_FLIGHT) return undefined;
    for (const id of this.#dirty) {
      if (this.#inFlight.has(id)) continue;
      this.#dirty.delete(id);
      this.#inFlight.add(id);
      const session = this.#sessions.get(id);
      if (session === undefined) {
        this.#published.delete(id);
        return { id, payload: null };
      }
      this.#published.set(id, session);
      this.#sent += 1;
      return { id, payload: encode<SessionMessage>({ sent: this.#sent, session }) };
    }
    return undefined;
  }

  /** The broker has taken it. */
  taken(id: string): void {
    this.#inFlight.delete(id);
    this.#sinceRecord.add(id);
  }

  /** The broker has taken a record of `sent`. */
  recorded(sent: number): void {
    this.#recordSent = sent;
    if (sent === this.#sent) this.#sinceRecord.clear();
  }

  /** Everything is to be sent again: what is kept at a broker expires. */
  refresh(): void {
    for (const id of this.#sessions.keys()) this.#dirty.add(id);
  }
}

function isNews(before: ReceivedSession | undefined, after: ReceivedSession): boolean {
  if (before === undefined) return true;
  if (after.updated_ms - before.updated_ms >= HEARD_MS) return true;
  return !Bun.deepEquals({ ...before, updated_ms: 0 }, { ...after, updated_ms: 0 });
}
