import type { SessionState } from "./state.ts";

/** Deletions remembered for subscribers that resume. */
const MAX_DELETIONS = 1000;

/**
 * Marks a change that may have been sent and not journalled: the last one before
 * a daemon was killed. No session has this id, so it reads as a deletion of nothing.
 */
const LOST = "";

const NOTHING: readonly string[] = [];

/** One change of the state: of session `id`, which is deleted when `state` is null. */
export interface Change {
  seq: number;
  id: string;
  state: SessionState | null;
  /** Whether the session is one of the report-only socket's. */
  isReported: boolean;
  /** Of a deletion: reports from until then are void, in Unix milliseconds; else null. */
  voidUntilMs: number | null;
  /** Ids of the reports it came with. */
  took: readonly string[];
}

/** Whether a change is to be published; a lost one only takes up its seq. */
export function isNews({ id }: Change): boolean {
  return id !== LOST;
}

/** A deleted session, and the seq of its deletion. */
export interface Deletion {
  seq: number;
  id: string;
}

/** A ledger's whole content, to be saved and restored. */
export interface SavedLedger {
  seq: number;
  /** Deletions up to this seq are forgotten. */
  forgottenSeq: number;
  /** In seq order; also of ids that were reported again since. */
  deletions: readonly Deletion[];
}

/** Numbers the changes of the state, and remembers which ids were deleted. */
export class Ledger {
  #seq: number;
  #forgottenSeq: number;
  #deletions: Deletion[];
  #changes: Change[] = [];
  /** Whether the daemon before this one may have sent the next seq. */
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

  /** The whole content, not copied. */
  save(): SavedLedger {
    return { seq: this.#seq, forgottenSeq: this.#forgottenSeq, deletions: this.#deletions };
  }

  /** Numbers a change of a session. @param report id of the report it came with. */
  noteChange(state: SessionState, report?: string): void {
    state.seq = this.#next();
    const took = report === undefined ? NOTHING : [report];
    const { seq, id, reported: isReported } = state;
    this.#changes.push({ seq, id, state, isReported, voidUntilMs: null, took });
  }

  /** Numbers the deletion of a session. @param untilMs reports from until then are void. */
  noteDeletion(
    { id, reported }: Pick<SessionState, "id" | "reported">,
    untilMs: number | null,
  ): void {
    const seq = this.#next();
    const gone = { isReported: reported, voidUntilMs: untilMs, took: NOTHING };
    this.#changes.push({ seq, id, state: null, ...gone });
    this.#deletions.push({ seq, id });
    // Halved at a time, so that not every deletion copies the list.
    if (this.#deletions.length <= 2 * MAX_DELETIONS) return;
    this.#deletions = this.#deletions.slice(-MAX_DELETIONS);
    // Not the one before: that may be a lost change.
    this.#forgottenSeq = this.#deletions[0]?.seq ?? 0;
  }

  /** The changes since the last call, in order. */
  takeChanges(): Change[] {
    if (this.#changes.length === 0) return this.#changes;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /**
   * Ids deleted after `since`, each once; undefined when that is too long ago, in the future, or
   * a lost change: a subscriber that has seen it has a state that was never journalled.
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
      this.noteDeletion({ id: LOST, reported: false }, null);
    }
    return ++this.#seq;
  }
}
