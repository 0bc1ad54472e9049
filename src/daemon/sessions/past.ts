/** Ids of reports remembered. One that comes twice comes within about a minute. */
const MAX_TAKEN = 4096;
/** Deleted sessions remembered. */
const MAX_GONE = 1000;

/** What a past remembers, to be saved and restored; the oldest first. */
export interface SavedPast {
  /** Ids of the reports taken. */
  taken: readonly string[];
  /** Ids of deleted sessions, and until when reports of them are void, in Unix milliseconds. */
  gone: readonly (readonly [id: string, untilMs: number])[];
}

/**
 * Which reports must have no effect any more. A hook that times out spools its
 * report, though the hub may have taken it: what has an id is taken once. And
 * what was said of a session before it was deleted does not bring it back.
 */
export class Past {
  readonly #taken: Set<string>;
  readonly #gone: Map<string, number>;

  constructor(saved: SavedPast = { taken: [], gone: [] }) {
    this.#taken = new Set(saved.taken.slice(-MAX_TAKEN));
    this.#gone = new Map(saved.gone.slice(-MAX_GONE));
  }

  /** Whether the report of that id was taken, as far as that is remembered. */
  hasTaken(report: string): boolean {
    return this.#taken.has(report);
  }

  take(report: string): void {
    this.#taken.add(report);
    if (this.#taken.size > MAX_TAKEN) this.#taken.delete(oldestOf(this.#taken));
  }

  /** Until when reports of that session are void; undefined where none are, or that is forgotten. */
  voidUntilMs(session: string): number | undefined {
    return this.#gone.get(session);
  }

  /** The session was deleted. @param untilMs reports from until then are void. */
  noteGone(session: string, untilMs: number): void {
    this.#gone.delete(session);
    this.#gone.set(session, untilMs);
    if (this.#gone.size > MAX_GONE) this.#gone.delete(oldestOf(this.#gone.keys()));
  }

  save(): SavedPast {
    return { taken: [...this.#taken], gone: [...this.#gone] };
  }
}

function oldestOf(ids: Iterable<string>): string {
  const [oldest = ""] = ids;
  return oldest;
}
