import { Inbox } from "./incoming.ts";
import type { Link } from "./link.ts";
import type { Shower } from "./shower.ts";
import { hubName, hubTopic, type Place, sessionTopic, type Topic } from "./topics.ts";

/** The broker has told all that it keeps when it is quiet for so long. */
const QUIET_MS = 1000;
/** The least time between two times that a hub's sessions are asked for, doubled each time. */
const AGAIN_MS = 5000;
const LATEST_AGAIN_MS = 10 * 60_000;

export interface ReceiverOptions {
  prefix: string;
  place: Place;
  /** Whether the sessions of other users are shown too. */
  isShared: boolean;
  /** Ids of each hub's sessions that are shown here. */
  known(): ReadonlyMap<string, readonly string[]>;
  onRefused(from: string, why: string): void;
  onHub(from: string, isOnline: boolean): void;
}

/** A hub whose sessions the broker is asked to tell again. */
interface Resync {
  waitMs: number;
  askedMs: number;
  isAsking: boolean;
}

/** Receives what other hubs publish, and notices what was lost on the way. */
export class Receiver {
  readonly inbox: Inbox;
  readonly #options: ReceiverOptions;
  readonly #shower: Shower;
  readonly #resyncs = new Map<string, Resync>();
  #link: Link | undefined;
  #toldMs = 0;
  #timer: Timer | undefined;

  constructor(options: ReceiverOptions, shower: Shower) {
    this.#options = options;
    this.#shower = shower;
    this.inbox = new Inbox(options.place, {
      show: (...what) => shower.show(...what),
      onGap: (place) => void this.#askAgain(place),
      onRefused: options.onRefused,
      onHub: (from, isOnline) => {
        options.onHub(from, isOnline);
        if (isOnline) this.reconcile(from);
      },
    });
  }

  /** Records first: a hub's sessions are alive by its word. */
  get topics(): string[] {
    const { prefix, place, isShared } = this.#options;
    const all = { user: isShared ? "+" : place.user, host: "+" };
    return [hubTopic(prefix, all), sessionTopic(prefix, all)];
  }

  /** To be called before the topics are subscribed to on a new connection. */
  begin(link: Link): void {
    this.#link = link;
    this.#resyncs.clear();
    this.inbox.begin();
    this.#toldMs = performance.now();
    this.#timer = setInterval(() => this.#settleWhenQuiet(), QUIET_MS / 4);
  }

  /** The connection is gone: nothing that is shown can be relied on. */
  lose(): void {
    this.#link = undefined;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#shower.close();
  }

  take(topic: Topic, payload: Uint8Array, isRetained: boolean): void {
    if (isRetained) this.#toldMs = performance.now();
    this.inbox.take(topic, payload, isRetained);
  }

  /** What is shown here, and is not there any more, goes: this hub may have been away meanwhile. */
  reconcile(only?: string): void {
    // The first time all are told anyway.
    if (this.#link !== undefined && this.#timer === undefined) this.#settle(only);
  }

  #settleWhenQuiet(): void {
    if (performance.now() - this.#toldMs < QUIET_MS) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#settle();
  }

  #settle(only?: string): void {
    const known = this.#options.known();
    this.inbox.settle((from) => known.get(from) ?? [], only);
  }

  /** Has the broker tell of a hub's sessions again. */
  async #askAgain(place: Place): Promise<void> {
    const link = this.#link;
    // The first time all are told anyway.
    if (link === undefined || this.#timer !== undefined) return;
    const from = hubName(place, this.#options.place);
    const resync = this.#resyncs.get(from) ?? { waitMs: 0, askedMs: 0, isAsking: false };
    this.#resyncs.set(from, resync);
    if (resync.isAsking) return;
    resync.isAsking = true;
    const nowMs = performance.now();
    const isLongAgo = nowMs - resync.askedMs > LATEST_AGAIN_MS;
    const dueMs = isLongAgo ? nowMs : resync.askedMs + resync.waitMs;
    resync.waitMs = isLongAgo ? AGAIN_MS : Math.min(LATEST_AGAIN_MS, resync.waitMs * 2 || AGAIN_MS);
    await Bun.sleep(Math.max(0, dueMs - nowMs));
    resync.askedMs = performance.now();
    const topic = sessionTopic(this.#options.prefix, place);
    try {
      this.inbox.begin(from);
      await link.subscribe([topic], 0);
      do await Bun.sleep(QUIET_MS);
      while (performance.now() - this.#toldMs < QUIET_MS && this.#link === link);
      await link.unsubscribe(topic);
      if (this.#link === link) this.#settle(from);
    } catch {
      // The connection is gone: the next one begins with all of them.
    } finally {
      resync.isAsking = false;
    }
  }
}
