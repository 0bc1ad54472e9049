import type { Client } from "../client/client.ts";
import { MAX_RECEIVED, type ReceivedSession } from "../protocol/received.ts";

/** Sessions in one request: the hub answers others in between. */
const MAX_AT_ONCE = 50;
/** What a flood may cost the hub: so many sessions at once, and so many a second. */
const BURST = 25_000;
const PER_SECOND = 1000;

/** A hub that ended this connection alone is asked again after so long. */
const REOPEN_MS = 1000;

/** What waits to be shown of one hub: the last state of each session. */
interface Waiting {
  sessions: Map<string, ReceivedSession>;
  deleted: Set<string>;
}

export interface ShowerOptions {
  /** A connection to this machine's hub; the sessions are shown for as long as it lasts. */
  connect(): Promise<Client>;
  /** All that there is to show, to begin with. */
  all(): Iterable<[from: string, sessions: readonly ReceivedSession[]]>;
  onRefused(from: string, count: number): void;
}

/**
 * Shows received sessions at this machine's hub, for as long as it is open: what
 * comes faster than the hub takes it becomes the last state of each.
 */
export class Shower {
  readonly #options: ShowerOptions;
  readonly #waiting = new Map<string, Waiting>();
  #client: Client | undefined;
  /** Counts how often it was opened or closed. */
  #life = 0;
  #isBusy = false;
  #credit = BURST;
  #creditMs = 0;

  constructor(options: ShowerOptions) {
    this.#options = options;
  }

  /**
   * Connects. To be called again when the hub was away, or the broker.
   * @param showsAll whether what is known already is to be shown.
   */
  async open(showsAll: boolean): Promise<void> {
    this.close();
    const life = ++this.#life;
    const client = await this.#options.connect();
    if (life !== this.#life) {
      client.close(); // let go of, or opened again meanwhile
      return;
    }
    this.#client = client;
    if (!showsAll) return;
    for (const [from, sessions] of this.#options.all()) this.show(from, sessions, []);
  }

  /** Lets go: all that was shown turns stale. */
  close(): void {
    this.#life += 1;
    this.#client?.close();
    this.#client = undefined;
    this.#waiting.clear();
  }

  /** Shows the last state of these, and forgets those that are deleted. */
  show(from: string, sessions: readonly ReceivedSession[], deleted: readonly string[]): void {
    if (this.#client === undefined) return;
    const waiting = this.#waiting.get(from) ?? { sessions: new Map(), deleted: new Set() };
    this.#waiting.set(from, waiting);
    for (const session of sessions) {
      waiting.sessions.set(session.session_id, session);
      waiting.deleted.delete(session.session_id);
    }
    for (const id of deleted) {
      waiting.deleted.add(id);
      waiting.sessions.delete(id);
    }
    if (!this.#isBusy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isBusy = true;
    const life = this.#life;
    try {
      for (;;) {
        const [first] = this.#waiting;
        const client = this.#client;
        if (first === undefined || client === undefined) return;
        const [from, waiting] = first;
        const sessions = takeSome(waiting.sessions.values(), MAX_AT_ONCE);
        const deleted = takeSome(waiting.deleted, MAX_RECEIVED);
        for (const { session_id } of sessions) waiting.sessions.delete(session_id);
        for (const id of deleted) waiting.deleted.delete(id);
        // Last in the row again, so that no hub keeps the others waiting.
        this.#waiting.delete(from);
        if (waiting.sessions.size + waiting.deleted.size > 0) this.#waiting.set(from, waiting);
        const { refused } = await client.call("RECEIVE", { from, sessions, deleted });
        if (refused > 0) this.#options.onRefused(from, refused);
        await this.#pay(sessions.length + deleted.length);
      }
    } catch {
      // The hub is away, and whoever follows it opens this again; or it is there.
      setTimeout(() => this.#reopen(life), REOPEN_MS).unref();
    } finally {
      this.#isBusy = false;
    }
  }

  #reopen(life: number): void {
    // Closed on purpose, or opened again by now.
    if (life === this.#life) this.open(true).catch(() => {});
  }

  async #pay(count: number): Promise<void> {
    const nowMs = performance.now();
    const earned = ((nowMs - this.#creditMs) / 1000) * PER_SECOND;
    this.#credit = Math.min(BURST, this.#credit + earned) - count;
    this.#creditMs = nowMs;
    if (this.#credit < 0) await Bun.sleep((-this.#credit / PER_SECOND) * 1000);
  }
}

function takeSome<T>(items: Iterable<T>, max: number): T[] {
  const some: T[] = [];
  for (const item of items) {
    if (some.length >= max) break;
    some.push(item);
  }
  return some;
}
