import type { SessionState } from "./state.ts";

/** Deletions remembered, so that a subscriber who comes back hears of them. */
const MAX_DELETIONS = 1000;

/** One step of the state: session `id` changed, or is gone when `state` is null. */
export interface Change {
  seq: number;
  id: string;
  state: SessionState | null;
}

/** A session that is gone, and the change that it went with. */
export interface Deletion {
  seq: number;
  id: string;
}

/** A ledger's whole content, to be kept elsewhere and restored from. */
export interface SavedLedger {
  seq: number;
  /** Deletions up to this seq are forgotten. */
  forgottenSeq: number;
  /** In seq order; of ids that are known again by now too. */
  deletions: readonly Deletion[];
}

/** Counts the steps of the state, and remembers which ids are gone. */
export class Ledger {
  #seq: number;
  #forgottenSeq: number;
  #deletions: Deletion[];
  #changes: Change[] = [];

  constructor(saved: SavedLedger = { seq: 0, forgottenSeq: 0, deletions: [] }) {
    this.#seq = saved.seq;
    this.#forgottenSeq = saved.forgottenSeq;
    this.#deletions = [...saved.deletions];
  }

  get seq(): number {
    return this.#seq;
  }

  /** Everything there is to keep, as it stands; not a copy. */
  save(): SavedLedger {
    return { seq: this.#seq, forgottenSeq: this.#forgottenSeq, deletions: this.#deletions };
  }

  /** Counts a change of a session, and puts its number on it. */
  noteChange(state: SessionState): void {
    state.seq = ++this.#seq;
    this.#changes.push({ seq: state.seq, id: state.id, state });
  }

  /** Counts that a session is gone. */
  noteDeletion(id: string): void {
    const seq = ++this.#seq;
    this.#changes.push({ seq, id, state: null });
    this.#deletions.push({ seq, id });
    // Cut in halves, so that a delete costs no copy of the list each time.
    if (this.#deletions.length <= 2 * MAX_DELETIONS) return;
    this.#deletions = this.#deletions.slice(-MAX_DELETIONS);
    this.#forgottenSeq = (this.#deletions[0]?.seq ?? 1) - 1;
  }

  /** The steps since the last call, in order. */
  takeChanges(): Change[] {
    if (this.#changes.length === 0) return this.#changes;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** Ids deleted after `since`, each once; undefined when that is too long ago, or yet to come. */
  deletedSince(since: number): Set<string> | undefined {
    if (since < this.#forgottenSeq || since > this.#seq) return undefined;
    return new Set(this.#deletions.filter(({ seq }) => seq > since).map(({ id }) => id));
  }
}
