import { ConsoleError } from "../../protocol/errors.ts";
import { ACTIVE_WITHIN_MS } from "../../protocol/session.ts";
import { restoreState } from "./created.ts";
import { type Change, Ledger, type SavedLedger } from "./ledger.ts";
import type { SavedPast } from "./past.ts";
import { newestMs } from "./signals.ts";
import { DEFAULT_LIMITS, type Space, Spaces, type StoreLimits } from "./space.ts";
import { evidenceIn, type SessionState } from "./state.ts";

/** A store's whole content, to be saved; restored it may be read session by session. */
export interface SavedState<Sessions = SessionState[]> extends SavedLedger {
  sessions: Sessions;
  past: { own: SavedPast; reported: SavedPast };
}

/** What changed after a given seq: sessions in seq order, and deleted ids. */
export interface Difference {
  sessions: SessionState[];
  deleted: string[];
}

/**
 * The sessions by id, their limits, and the seq of every change: what is saved,
 * restored and published. It knows no rules of a session.
 */
export class SessionTable {
  readonly #sessions = new Map<string, SessionState>();
  readonly #spaces: Spaces;
  readonly #ledger: Ledger;

  /** @param saved state to restore. */
  constructor(limits: StoreLimits = DEFAULT_LIMITS, saved?: SavedState<Iterable<SessionState>>) {
    this.#spaces = new Spaces(limits, saved?.past);
    this.#ledger = new Ledger(saved);
    for (const state of saved?.sessions ?? []) this.#insert(restoreState(state));
    const closed = this.#sessions.values().filter(({ status }) => status === "closed");
    for (const state of [...closed].sort((a, b) => a.seq - b.seq)) {
      this.#spaces.of(state).closed.add(state.id);
    }
  }

  /** The whole content, not copied. */
  save(): SavedState {
    const sessions = [...this.#sessions.values()];
    return { ...this.#ledger.save(), sessions, past: this.#spaces.savePast() };
  }

  get seq(): number {
    return this.#ledger.seq;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get closedCount(): number {
    return this.#spaces.closedCount;
  }

  sessions(): IterableIterator<SessionState> {
    return this.#sessions.values();
  }

  find(id: string): SessionState | undefined {
    return this.#sessions.get(id);
  }

  /** The same, but none of the report-only socket's. */
  findOwn(id: string): SessionState | undefined {
    const state = this.#sessions.get(id);
    return state?.reported === false ? state : undefined;
  }

  /** @throws session_not_found */
  get(id: string): SessionState {
    const state = this.#sessions.get(id);
    if (state === undefined) throw notFound(id);
    return state;
  }

  /** Whether another session of the owner's can be added. */
  get hasRoom(): boolean {
    return this.#spaces.own.hasRoom;
  }

  /** The owner's open sessions of these processes of this machine; one process may have several. */
  withProcess(...pids: readonly number[]): SessionState[] {
    const found: SessionState[] = [];
    if (pids.length === 0) return found;
    for (const state of this.#sessions.values()) {
      if (state.pid === null || state.status === "closed" || state.host !== null) continue;
      if (state.reported) continue;
      if (pids.includes(state.pid)) found.push(state);
    }
    return found;
  }

  /** Sessions not closed and heard from within the last 60 minutes, the last moment included (v1). */
  activeCount(nowMs: number): number {
    let count = 0;
    for (const { status, updatedMs, aliveMs, received } of this.#sessions.values()) {
      if (received !== null) continue; // its own hub's to keep
      const heardMs = Math.max(updatedMs, aliveMs);
      if (status !== "closed" && nowMs - heardMs <= ACTIVE_WITHIN_MS) count += 1;
    }
    return count;
  }

  /** For how long from now on the last of these sessions is active; 0 for none. */
  activeForMs(nowMs: number): number {
    let heardMs = Number.NEGATIVE_INFINITY;
    for (const { status, updatedMs, aliveMs } of this.#sessions.values()) {
      if (status !== "closed") heardMs = Math.max(heardMs, updatedMs, aliveMs);
    }
    return Math.max(0, heardMs + ACTIVE_WITHIN_MS + 1 - nowMs);
  }

  /** The changes since the last call, in order. */
  takeChanges(): Change[] {
    return this.#ledger.takeChanges();
  }

  /** What changed after `since`; undefined when that is too long ago, or in the future. */
  changedSince(since: number): Difference | undefined {
    const gone = this.#ledger.deletedSince(since);
    if (gone === undefined) return undefined;
    const sessions = [...this.#sessions.values()].filter((state) => state.seq > since);
    return {
      sessions: sessions.sort((a, b) => a.seq - b.seq),
      deleted: [...gone].filter((id) => !this.#sessions.has(id)),
    };
  }

  /**
   * Adds a session; where there is no room, the one closed longest ago is deleted.
   * @throws too_many_sessions when all are open.
   */
  add(state: SessionState): void {
    this.#makeRoom(this.#spaces.of(state));
    this.#insert(state);
  }

  /** Whether the report of that id was taken. @param reported through the report-only socket. */
  hasTaken(report: string, reported: boolean): boolean {
    return this.#spaces.past(reported).hasTaken(report);
  }

  /** Whether a report of that time is void, since its session was deleted after it. */
  isVoid(id: string, atMs: number, nowMs: number, reported: boolean): boolean {
    const untilMs = this.#spaces.past(reported).voidUntilMs(id);
    // Ahead of the clock: it was deleted before the clock was set back.
    return untilMs !== undefined && untilMs <= nowMs && atMs <= untilMs;
  }

  /** Whether a session of that id is no reporter's: the owner has had it, or a relay brought it. */
  isOthers(id: string): boolean {
    const state = this.#sessions.get(id);
    if (state !== undefined) return !state.reported || state.received !== null;
    return this.#spaces.own.past.voidUntilMs(id) !== undefined;
  }

  /** Numbers a change of a session and queues it to be published. @param report id of the report it came with. */
  touch(state: SessionState, report?: string): void {
    const space = this.#spaces.of(state);
    const { past, closed, limits } = space;
    this.#ledger.noteChange(state, report);
    if (report !== undefined) past.take(report);
    closed.delete(state.id);
    if (state.status !== "closed") return;
    // In seq order, so that a restored table has the same.
    closed.add(state.id);
    if (closed.size > limits.maxClosed && space.oldestClosed !== undefined) {
      this.forget(space.oldestClosed);
    }
  }

  /**
   * Deletes a session and queues that to be published.
   * @param untilMs reports from until then are void; its last one when left out.
   */
  forget(id: string, untilMs?: number): void {
    const state = this.#sessions.get(id);
    if (state === undefined) return;
    const lastMs = untilMs ?? lastHeardMs(state);
    const space = this.#spaces.of(state);
    this.#sessions.delete(id);
    space.size -= 1;
    space.closed.delete(id);
    // Of a received one nothing is void: its own hub says what it is.
    const isVoid = state.received === null;
    if (isVoid) space.past.noteGone(id, lastMs);
    this.#ledger.noteDeletion(state, isVoid ? lastMs : null);
  }

  #insert(state: SessionState): void {
    this.#sessions.set(state.id, state);
    this.#spaces.of(state).size += 1;
  }

  #makeRoom(space: Space): void {
    if (!space.isFull) return;
    const { oldestClosed, limits } = space;
    if (oldestClosed === undefined) {
      const message = `too many sessions: ${limits.maxSessions} are open - delete or close some first`;
      throw new ConsoleError("too_many_sessions", message);
    }
    this.forget(oldestClosed);
  }
}

function lastHeardMs(state: SessionState): number {
  return Math.max(state.updatedMs, newestMs(evidenceIn(state)));
}

/** The error of an id that names no session. */
export function notFound(id: string): ConsoleError {
  return new ConsoleError("session_not_found", `session not found: ${id}`);
}
