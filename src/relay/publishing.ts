import type { Session } from "../protocol/session.ts";
import { APP_VERSION } from "../version.ts";
import { KEPT_S, type Link, type Message } from "./link.ts";
import { encode, type HubRecord, readHub } from "./messages.ts";
import { type Held, Outbox } from "./outgoing.ts";
import type { Field } from "./published.ts";
import { hubTopic, type Place, sessionTopic } from "./topics.ts";

/** How long a broker may take to say what it holds of ours. */
const HELD_MS = 1000;
/** A record of what changed comes at most so often. */
const RECORD_MS = 30_000;
/** While changes never stop, the first record waits no longer than this. */
const FIRST_RECORD_MS = 2000;
/** What is kept at the broker is renewed well before it expires there. */
const REFRESH_MS = (KEPT_S * 1000) / 7;

export interface PublisherOptions {
  prefix: string;
  place: Place;
  fields: readonly Field[];
  /** Another relay publishes under the same name. */
  onRival(): void;
}

/** Publishes this hub's own sessions, and a record of how it stands itself. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #outbox: Outbox;
  readonly #relay = crypto.randomUUID();
  #connection = 0;
  #link: Link | undefined;
  #held = Promise.withResolvers<Held | null>();
  #epoch: string | null = null;
  /** State and epoch of the last record; undefined before there is one on this connection. */
  #recorded: string | undefined;
  #recordSent = 0;
  #timer: Timer | undefined;
  #refreshedMs = performance.now();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.fields);
  }

  /** What the broker says of us when we are gone, for the next connection. */
  will(): Message {
    return this.#recordMessage("gone", this.#connection + 1);
  }

  /** Topics that tell what the broker holds of ours. */
  get topics(): string[] {
    const { prefix, place } = this.#options;
    return [hubTopic(prefix, place), sessionTopic(prefix, place)];
  }

  /** To be called before the topics are subscribed to on a new connection. */
  prepare(): void {
    this.#held = Promise.withResolvers();
  }

  /** Publishes what the broker lacks, and every change from here on. */
  async begin(link: Link): Promise<void> {
    const timer = setTimeout(() => this.#held.resolve(null), this.#connection === 0 ? 0 : HELD_MS);
    const held = await this.#held.promise;
    clearTimeout(timer);
    this.#outbox.resume(held, this.#relay, this.#connection);
    this.#connection += 1;
    this.#link = link;
    this.#recorded = undefined;
    this.pump();
  }

  /** The connection is gone. */
  lose(): void {
    this.#link = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Says that this hub is gone, before the connection is ended. */
  async leave(): Promise<void> {
    await this.#link?.publish(this.#recordMessage("gone", this.#connection)).catch(() => {});
  }

  /** Takes a message about our own place. */
  takeOwn(session: string | undefined, payload: Uint8Array, isRetained: boolean): void {
    if (payload.length === 0) return;
    if (session !== undefined) {
      if (isRetained) this.#outbox.find(session);
      this.pump();
      return;
    }
    const read = readHub(payload);
    if ("why" in read) return;
    if (isRetained) this.#held.resolve(read.value);
    else if (read.value.relay !== this.#relay && read.value.state === "online") {
      this.#options.onRival();
    }
  }

  /** Takes a session as it is now; null where it is forgotten. */
  take(id: string, session: Session | null): void {
    this.#outbox.take(id, session);
  }

  /** All that was taken is the hub's state. @param epoch null while the hub is away. */
  settle(epoch: string | null): void {
    this.#epoch = epoch;
    if (epoch !== null) this.#outbox.settle();
    this.pump();
  }

  /** Sends what waits. */
  pump(): void {
    const link = this.#link;
    if (link === undefined) return;
    const { prefix, place } = this.#options;
    if (performance.now() - this.#refreshedMs > REFRESH_MS) {
      this.#refreshedMs = performance.now();
      this.#outbox.refresh();
    }
    for (let next = this.#outbox.next(); next !== undefined; next = this.#outbox.next()) {
      const { id, payload } = next;
      const topic = sessionTopic(prefix, place, id);
      const message = { topic, payload: payload ?? "", isRetained: true, expiresS: KEPT_S };
      link.publish(message).then(
        () => {
          if (this.#link !== link) return;
          this.#outbox.taken(id);
          this.pump();
        },
        () => {}, // lost with its connection: the next one begins with it
      );
    }
    this.#considerRecord(link);
  }

  #considerRecord(link: Link): void {
    const isNews = this.#recorded !== this.#state();
    if (isNews && (this.#outbox.isDone || this.#epoch === null)) return void this.#record(link);
    const isOld = this.#recordSent !== this.#outbox.sent;
    if (!(isNews || isOld) || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#link === link) void this.#record(link);
      },
      isNews ? FIRST_RECORD_MS : RECORD_MS,
    );
    this.#timer.unref();
  }

  async #record(link: Link): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { sent } = this.#outbox;
    this.#recorded = this.#state();
    this.#recordSent = sent;
    const state = this.#epoch === null ? "gone" : "online";
    try {
      await link.publish(this.#recordMessage(state, this.#connection));
      if (this.#link === link) this.#outbox.recorded(sent);
    } catch {
      // Lost with its connection.
    }
  }

  #state(): string {
    return String(this.#epoch);
  }

  #recordMessage(state: HubRecord["state"], connection: number): Message {
    const { prefix, place } = this.#options;
    const payload = encode<HubRecord>({
      ...{ state, relay: this.#relay, connection, app_version: APP_VERSION, epoch: this.#epoch },
      ...{ at_ms: Date.now(), sent: this.#outbox.sent, sessions: this.#outbox.size },
    });
    return { topic: hubTopic(prefix, place), payload, isRetained: true, expiresS: KEPT_S };
  }
}
