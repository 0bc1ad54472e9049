import { ConsoleError } from "../../protocol/errors.ts";
import { ACTIVE_WITHIN_MS } from "../../protocol/session.ts";
import { type Change, Ledger, type SavedLedger } from "./ledger.ts";
import { newestMs } from "./signals.ts";
import type { SessionState } from "./state.ts";

/** What a store may hold. */
export interface StoreLimits {
  maxSessions: number;
  maxClosed: number;
}

export const DEFAULT_LIMITS: StoreLimits = {
  maxSessions: 10_000,
  maxClosed: 20,
};

/** A store's whole content, to be saved and restored. */
export interface SavedState extends SavedLedger {
  sessions: SessionState[];
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
  readonly #limits: StoreLimits;
  readonly #sessions = new Map<string, SessionState>();
  /** Ids of closed sessions, the least recently changed first. */
  readonly #closed = new Set<string>();
  readonly #ledger: Ledger;

  /** @param saved state to restore; its sessions are used, not copied. */
  constructor(limits: StoreLimits = DEFAULT_LIMITS, saved?: SavedState) {
    this.#limits = limits;
    this.#ledger = new Ledger(saved);
    if (saved === undefined) return;
    for (const state of saved.sessions) this.#sessions.set(state.id, state);
    for (const state of saved.sessions.toSorted((a, b) => a.seq - b.seq)) {
      if (state.status === "closed") this.#closed.add(state.id);
    }
  }

  /** The whole content, not copied. */
  save(): SavedState {
    return { ...this.#ledger.save(), sessions: [...this.#sessions.values()] };
  }

  get seq(): number {
    return this.#ledger.seq;
  }

  get size(): number {
    return this.#sessions.size;
  }

  get closedCount(): number {
    return this.#closed.size;
  }

  sessions(): IterableIterator<SessionState> {
    return this.#sessions.values();
  }

  find(id: string): SessionState | undefined {
    return this.#sessions.get(id);
  }

  /** @throws session_not_found */
  get(id: string): SessionState {
    const state = this.#sessions.get(id);
    if (state === undefined) throw notFound(id);
    return state;
  }

  /** Whether another session can be added. */
  get hasRoom(): boolean {
    return this.#sessions.size < this.#limits.maxSessions || this.#closed.size > 0;
  }

  /** Open sessions of these processes of this machine; one process may have several. */
  withProcess(...pids: readonly number[]): SessionState[] {
    const found: SessionState[] = [];
    if (pids.length === 0) return found;
    for (const state of this.#sessions.values()) {
      if (state.pid === null || state.status === "closed" || state.host !== null) continue;
      if (pids.includes(state.pid)) found.push(state);
    }
    return found;
  }

  /** Sessions not closed and heard from within the last 60 minutes, the last moment included (v1). */
  activeCount(nowMs: number): number {
    let count = 0;
    for (const { status, updatedMs, aliveMs } of this.#sessions.values()) {
      const heardMs = Math.max(updatedMs, aliveMs);
      if (status !== "closed" && nowMs - heardMs <= ACTIVE_WITHIN_MS) count += 1;
    }
    return count;
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
    this.#makeRoom();
    this.#sessions.set(state.id, state);
  }

  /** Whether the report of that id was taken. */
  hasTaken(report: string): boolean {
    return this.#ledger.hasTaken(report);
  }

  /** Whether a report of that time is void, since its session was deleted after it. */
  isGone(id: string, atMs: number, nowMs: number): boolean {
    const goneMs = this.#sessions.has(id) ? undefined : this.#ledger.goneMs(id);
    // Ahead of the clock: it was deleted before the clock was set back.
    return goneMs !== undefined && goneMs <= nowMs && atMs <= goneMs;
  }

  /** Numbers a change of a session and queues it to be published. @param report id of the report it came with. */
  touch(state: SessionState, report?: string): void {
    this.#ledger.noteChange(state, report);
    this.#closed.delete(state.id);
    if (state.status !== "closed") return;
    // In seq order, so that a restored table has the same.
    this.#closed.add(state.id);
    const [oldest] = this.#closed;
    if (this.#closed.size > this.#limits.maxClosed && oldest !== undefined) this.forget(oldest);
  }

  /**
   * Deletes a session and queues that to be published.
   * @param atMs reports from until then are void; its last one when left out.
   */
  forget(id: string, atMs = lastHeardMs(this.#sessions.get(id))): void {
    this.#sessions.delete(id);
    this.#closed.delete(id);
    this.#ledger.noteDeletion(id, atMs);
  }

  #makeRoom(): void {
    if (this.#sessions.size < this.#limits.maxSessions) return;
    const [oldest] = this.#closed;
    if (oldest === undefined) {
      const max = this.#limits.maxSessions;
      const message = `too many sessions: ${max} are open - delete or close some first`;
      throw new ConsoleError("too_many_sessions", message);
    }
    this.forget(oldest);
  }
}

function lastHeardMs(state: SessionState | undefined): number {
  return state === undefined ? 0 : Math.max(state.updatedMs, newestMs(state.evidence));
}

/** The error of an id that names no session. */
export function notFound(id: string): ConsoleError {
  return new ConsoleError("session_not_found", `session not found: ${id}`);
}
