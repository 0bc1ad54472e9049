import type { Store } from "../sessions/store.ts";
import type { Backlog, Owed, Place } from "./backlog.ts";
import { encodeChange } from "./news.ts";

/** About as long as the event of a session is. */
const EVENT_BYTES = 640;
/** Of pieces kept for whoever comes to the same place later: what 10,000 sessions are, and more. */
const MAX_KEPT_BYTES = 12 * 1024 * 1024;

/** Events that a subscriber has missed, one after the other. */
export interface Piece {
  /** Empty where its snapshot had all of them already. */
  data: string | Buffer;
  last: Owed;
}

/**
 * Encodes what subscribers missed. A thousand of them are sent the same bytes, which
 * are made once: pieces end at the same changes, wherever they begin.
 */
export class OwedPieces {
  readonly #store: Store;
  readonly #backlog: Backlog;
  /** Map<first change in it, piece>, as of one version of the backlog and one second. */
  readonly #kept = new Map<Owed, Piece>();
  #keptBytes = 0;
  #version = 0;
  #atSecs = 0;

  constructor(store: Store, backlog: Backlog) {
    this.#store = store;
    this.#backlog = backlog;
  }

  /**
   * The next piece from a place on; undefined where nothing is owed.
   * @param fromSeq what has come by then was in the subscriber's snapshot.
   */
  next(place: Place, fromSeq: number, maxBytes: number, nowMs: number): Piece | undefined {
    const first = place.at.owed;
    this.#forgetOld(nowMs);
    const isWhole = first !== undefined && first.seq > fromSeq;
    return (isWhole && this.#kept.get(first)) || this.#make(place, fromSeq, maxBytes, nowMs);
  }

  /** Forgets what is kept: nobody is owed it any more. */
  clear(): void {
    this.#kept.clear();
    this.#keptBytes = 0;
  }

  /** A session that has changed again is not told of in its old place, nor in the seconds of then. */
  #forgetOld(nowMs: number): void {
    const atSecs = Math.floor(nowMs / 1000);
    const { version } = this.#backlog;
    if (version === this.#version && atSecs === this.#atSecs) return;
    this.#version = version;
    this.#atSecs = atSecs;
    this.clear();
  }

  #make(place: Place, fromSeq: number, maxBytes: number, nowMs: number): Piece | undefined {
    const eventsInPiece = Math.ceil(maxBytes / EVENT_BYTES);
    let data = "";
    let first: Owed | undefined;
    let last: Owed | undefined;
    for (const owed of this.#backlog.from(place)) {
      first ??= owed;
      last = owed;
      if (owed.seq > fromSeq) data += this.#encode(owed, nowMs);
      if (owed.seq % eventsInPiece !== 0 && data.length < maxBytes) continue;
      if (first.seq > fromSeq) return this.#keep(first, { data: Buffer.from(data), last });
      break;
    }
    return last === undefined ? undefined : { data, last };
  }

  #keep(first: Owed, piece: Piece): Piece {
    if (this.#keptBytes > MAX_KEPT_BYTES) this.clear();
    this.#kept.set(first, piece);
    this.#keptBytes += piece.data.length;
    return piece;
  }

  #encode(owed: Owed, nowMs: number): string {
    const { id } = owed;
    const state = this.#store.find(id) ?? null;
    const seq = state?.seq ?? owed.seq;
    const atSecs = this.#atSecs;
    if (owed.encoded?.seq !== seq || owed.encoded.atSecs !== atSecs) {
      owed.encoded = { line: encodeChange({ id, seq, state }, nowMs), seq, atSecs };
    }
    return owed.encoded.line;
  }
}
