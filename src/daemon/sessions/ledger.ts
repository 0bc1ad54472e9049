import type { SessionState } from "./state.ts";

/** Deletions remembered, so that a subscriber who comes back hears of them. */
const MAX_DELETIONS = 1000;

/**
 * Stands for a change that may have been told and not kept: the last one before
 * a daemon was killed. No session has this id, so it reads as a deletion of nothing.
 */
const LOST = "";

/** One step of the state: session `id` changed, or is gone when `state` is null. */
export interface Change {
  seq: number;
  id: string;
  state: SessionState | null;
}

/** Whether a change is one to tell of; the other kind only marks its place in the count. */
export function isNews({ id }: Change): boolean {
  return id !== LOST;
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
  /** Whether an earlier life of this state may have told of the next seq. */
  #mayBeTold: boolean;

  constructor(saved?: SavedLedger) {
    this.#mayBeTold = saved !== undefined;
    saved ??= { seq: 0, forgottenSeq: 0, deletions: [] };
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
    state.seq = this.#next();
    this.#changes.push({ seq: state.seq, id: state.id, state });
  }

  /** Counts that a session is gone. */
  noteDeletion(id: string): void {
    const seq = this.#next();
    this.#changes.push({ seq, id, state: null });
    this.#deletions.push({ seq, id });
    // Cut in halves, so that a delete costs no copy of the list each time.
    if (this.#deletions.length <= 2 * MAX_DELETIONS) return;
    this.#deletions = this.#deletions.slice(-MAX_DELETIONS);
    // Not the one before: that may be a change that was lost.
    this.#forgottenSeq = this.#deletions[0]?.seq ?? 0;
  }

  /** The steps since the last call, in order. */
  takeChanges(): Change[] {
    if (this.#changes.length === 0) return this.#changes;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /**
   * Ids deleted after `since`, each once; undefined when that is too long ago, yet to come, or
   * a change that was lost: who has seen it knows a state that never was.
   */
  deletedSince(since: number): Set<string> | undefined {
    if (since < this.#forgottenSeq || since > this.#seq) return undefined;
    const ids = new Set<string>();
    for (const { seq, id } of this.#deletions) {
      if (seq === since && id === LOST) return undefined;
      if (seq > since && id !== LOST) ids.add(id);
    }
    return ids;
  }

  #next(): number {
    if (this.#mayBeTold) {
      this.#mayBeTold = false;
      this.noteDeletion(LOST);
    }
    return ++this.#seq;
  }
}
