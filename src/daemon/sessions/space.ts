import { Past, type SavedPast } from "./past.ts";
import type { SessionState } from "./state.ts";

/** What a space may hold. */
export interface SpaceLimits {
  maxSessions: number;
  maxClosed: number;
}

/** What a store may hold: the owner's sessions, those of the report-only socket, and those of relays. */
export interface StoreLimits {
  own: SpaceLimits;
  reported: SpaceLimits;
  received: SpaceLimits;
}

export const DEFAULT_LIMITS: StoreLimits = {
  own: { maxSessions: 10_000, maxClosed: 20 },
  reported: { maxSessions: 1000, maxClosed: 20 },
  // How many closed ones there are is said by their own hubs.
  received: { maxSessions: 20_000, maxClosed: 20_000 },
};

/**
 * The sessions of one socket: the owner's, or those of the report-only one. Each
 * has a quota and a past of its own, so that neither crowds the other out.
 */
export class Space {
  readonly limits: SpaceLimits;
  readonly past: Past;
  /** Ids of closed sessions, the least recently changed first. */
  readonly closed = new Set<string>();
  /** Sessions in it, closed ones too. */
  size = 0;

  constructor(limits: SpaceLimits, past?: SavedPast) {
    this.limits = limits;
    this.past = new Past(past);
  }

  get isFull(): boolean {
    return this.size >= this.limits.maxSessions;
  }

  /** Whether another session can be added. */
  get hasRoom(): boolean {
    return !this.isFull || this.closed.size > 0;
  }

  /** The closed session to be deleted next; undefined when there is none. */
  get oldestClosed(): string | undefined {
    const [oldest] = this.closed;
    return oldest;
  }
}

/** The spaces of a store. */
export class Spaces {
  readonly own: Space;
  readonly #reported: Space;
  /** Without a past: what is so is said by their own hubs. */
  readonly #received: Space;

  constructor(limits: StoreLimits, past?: { own: SavedPast; reported: SavedPast }) {
    this.own = new Space(limits.own, past?.own);
    this.#reported = new Space(limits.reported, past?.reported);
    this.#received = new Space(limits.received);
  }

  of({ reported, received }: Pick<SessionState, "reported" | "received">): Space {
    if (received !== null) return this.#received;
    return reported ? this.#reported : this.own;
  }

  /** Of the owner's reports, or of those of the report-only socket. */
  past(reported: boolean): Past {
    return this.of({ reported, received: null }).past;
  }

  savePast(): { own: SavedPast; reported: SavedPast } {
    return { own: this.own.past.save(), reported: this.#reported.past.save() };
  }

  get closedCount(): number {
    return this.own.closed.size + this.#reported.closed.size + this.#received.closed.size;
  }
}
