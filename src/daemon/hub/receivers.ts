import type { Taken } from "../../protocol/answers.ts";
import type { Received, RelayFacts } from "../../protocol/received.ts";
import { cutOffReceived, forgetReceived, receive } from "../sessions/received.ts";
import type { Store } from "../sessions/store.ts";

/** The connection of a relay. */
interface Relay {
  readonly socket: { readonly fd: number };
}

/** A relay as it is handed to the process after a re-exec. */
export interface SavedReceiver {
  /** Descriptor of its connection. */
  fd: number;
  from: string[];
  facts: RelayFacts | null;
}

/**
 * The relays: connections that bring the sessions of other hubs. A hub's sessions
 * are held by the connection that brought them last, and are cut off with it.
 */
export class Receivers {
  readonly #store: Store;
  /** `Map<hub, the connection that holds its sessions>` */
  readonly #holders = new Map<string, Relay>();
  readonly #facts = new Map<Relay, RelayFacts>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What the relays say of themselves. */
  get facts(): RelayFacts[] {
    return [...this.#facts.values()];
  }

  describe(relay: Relay, facts: RelayFacts): void {
    this.#facts.set(relay, facts);
  }

  /** Takes the sessions of one hub. */
  take(relay: Relay, { from, sessions = [], deleted = [] }: Received): Taken {
    this.#holders.set(from, relay);
    for (const id of deleted) forgetReceived(this.#store, from, id);
    let taken = 0;
    for (const session of sessions) if (receive(this.#store, from, session)) taken += 1;
    return { taken, refused: sessions.length - taken };
  }

  /** The connection is gone. @returns whether that changed any session. */
  remove(relay: Relay): boolean {
    this.#facts.delete(relay);
    const lost = new Set<string>();
    for (const [from, holder] of this.#holders) {
      if (holder !== relay) continue;
      this.#holders.delete(from);
      lost.add(from);
    }
    return lost.size > 0 && cutOffReceived(this.#store, (from) => lost.has(from));
  }

  /** Cuts off what nobody holds: sessions from before a restart. */
  settle(): void {
    cutOffReceived(this.#store, (from) => !this.#holders.has(from));
  }

  /** All of them, to be handed over. */
  save(): SavedReceiver[] {
    const relays = new Set([...this.#holders.values(), ...this.#facts.keys()]);
    return Array.from(relays, (relay) => {
      const from = [...this.#holders]
        .filter(([, holder]) => holder === relay)
        .map(([name]) => name);
      return { fd: relay.socket.fd, from, facts: this.#facts.get(relay) ?? null };
    });
  }

  /** Goes on with a relay from before a re-exec. */
  restore(relay: Relay, { from, facts }: SavedReceiver): void {
    for (const name of from) this.#holders.set(name, relay);
    if (facts !== null) this.#facts.set(relay, facts);
  }
}
