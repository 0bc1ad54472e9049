import { Past, type SavedPast } from "./past.ts";

/** What a space may hold. */
export interface SpaceLimits {
  maxSessions: number;
  maxClosed: number;
}

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
