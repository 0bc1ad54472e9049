import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { toWire } from "../sessions/wire.ts";

/** Many sessions each: a piece costs more than a session does. */
const PIECE_LENGTH = 32 * 1024;

/**
 * An answer that holds every session, as JSON in pieces: it is made as the socket
 * takes it, so that who asks and does not read costs no copy of all. A session
 * stands there as it is by then; one that went meanwhile, or came, does not.
 */
export class Listing {
  readonly #store: Store;
  readonly #states: readonly SessionState[];
  readonly #facts: object | undefined;

  /** @param facts what the answer holds besides `sessions`; it is a plain list when left out. */
  constructor(store: Store, facts?: object) {
    this.#store = store;
    this.#states = [...store.sessions()];
    this.#facts = facts;
  }

  /** @param now Unix milliseconds. */
  *pieces(now: () => number): Generator<string, void> {
    const head = this.#facts === undefined ? "" : JSON.stringify(this.#facts).slice(0, -1);
    let piece = this.#facts === undefined ? "[" : `${head},"sessions":[`;
    let before = "";
    for (const state of this.#states) {
      if (this.#store.find(state.id) !== state) continue;
      piece += `${before}${JSON.stringify(toWire(state, now()))}`;
      before = ",";
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = "";
    }
    yield `${piece}${this.#facts === undefined ? "]" : "]}"}`;
  }
}
