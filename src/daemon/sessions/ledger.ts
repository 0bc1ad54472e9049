import type { SessionState } from "./state.ts";
import { Taken } from "./taken.ts";

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
  /** Of a deletion: reports from until then are void. Unix milliseconds, else 0. */
  atMs: number;
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
  /** Reports from until then are void; Unix milliseconds. */
  atMs: number;
}

/** A ledger's whole content, to be saved and restored. */
export interface SavedLedger {
  seq: number;
  /** Deletions up to this seq are forgotten. */
  forgottenSeq: number;
  /** In seq order; also of ids that were reported again since. */
  deletions: readonly Deletion[];
  /** Ids of the reports taken, the oldest first. */
  taken: readonly string[];
}

/** Numbers the changes of the state, and remembers which ids were deleted and which reports were taken. */
export class Ledger {
  #seq: number;
  #forgottenSeq: number;
  #deletions: Deletion[];
  /** Map<session id, when it was deleted last>. */
  readonly #goneMs = new Map<string, number>();
  readonly #taken: Taken;
  #changes: Change[] = [];
  /** Whether the daemon before this one may have sent the next seq. */
  #mayBeTold: boolean;

  constructor(saved?: SavedLedger) {
    this.#mayBeTold = saved !== undefined;
    saved ??= { seq: 0, forgottenSeq: 0, deletions: [], taken: [] };
    this.#seq = saved.seq;
    this.#forgottenSeq = saved.forgottenSeq;
    this.#deletions = [...saved.deletions];
    this.#taken = new Taken(saved.taken);
    this.#noteGone();
  }

  get seq(): number {
    return this.#seq;
  }

  /** The whole content, not copied. */
  save(): SavedLedger {
    return {
      seq: this.#seq,
      forgottenSeq: this.#forgottenSeq,
      deletions: this.#deletions,
      taken: this.#taken.ids(),
    };
  }

  /** Numbers a change of a session. @param report id of the report it came with. */
  noteChange(state: SessionState, report?: string): void {
    state.seq = this.#next();
    const took = report === undefined ? NOTHING : [report];
    if (report !== undefined) this.#taken.add(report);
    this.#changes.push({ seq: state.seq, id: state.id, state, atMs: 0, took });
  }

  /** Whether the report of that id was taken, as far as that is remembered. */
  hasTaken(report: string): boolean {
    return this.#taken.has(report);
  }

  /** When a session was deleted last, in Unix milliseconds; undefined for never, or too long ago. */
  goneMs(id: string): number | undefined {
    return this.#goneMs.get(id);
  }

  /** Numbers the deletion of a session. @param atMs reports from until then are void. */
  noteDeletion(id: string, atMs: number): void {
    const seq = this.#next();
    this.#changes.push({ seq, id, state: null, atMs, took: NOTHING });
    this.#deletions.push({ seq, id, atMs });
    this.#goneMs.set(id, atMs);
    // Halved at a time, so that not every deletion copies the list.
    if (this.#deletions.length <= 2 * MAX_DELETIONS) return;
    this.#deletions = this.#deletions.slice(-MAX_DELETIONS);
    this.#noteGone();
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
      this.noteDeletion(LOST, 0);
    }
    return ++this.#seq;
  }

  #noteGone(): void {
    this.#goneMs.clear();
    for (const { id, atMs } of this.#deletions) this.#goneMs.set(id, atMs);
  }
}
