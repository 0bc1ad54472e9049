import { ConsoleError } from "../protocol/errors.ts";
import type { Session, Status } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";
import { isAtStart, needsPerson, nextWakeMs } from "./rank.ts";
import { applyEvent, type Roster } from "./roster.ts";
import { statusesBetween } from "./transitions.ts";

/** What `wait` waits for. */
export interface Condition {
  /** The sessions meant; none for every session, new ones too unless `mode` is `all`. */
  sessionIds: readonly string[];
  /** Met by having been in one of these at any moment since the wait began. */
  statuses: readonly Status[];
  /** An attention that is only a beginning (nobody has asked it anything yet) does not count. */
  passesStart?: boolean;
  /** Met, instead, by needing a person now. */
  needsPerson: boolean;
  mode: "any" | "all";
}

export type Outcome =
  | { kind: "met"; sessions: Session[] }
  | { kind: "failed"; error: ConsoleError }
  /** `recheckMs`: when the clock alone may settle it, in Unix milliseconds. */
  | { kind: "pending"; recheckMs: number | undefined };

/**
 * One wait, fed with a subscription's events. The first snapshot pins the
 * sessions it is about: one that is forgotten and made anew under the same name
 * is another session and meets nothing. A status that was left again before we
 * heard of it counts: the session's history tells.
 */
export class Wait {
  readonly #condition: Condition;
  readonly #roster: Roster = new Map();
  /** The sessions that may still meet it, `undefined` before the first snapshot. */
  #pinned: Set<string> | undefined;
  readonly #met = new Map<string, Session>();
  #lost: ConsoleError | undefined;

  constructor(condition: Condition) {
    this.#condition = condition;
  }

  take(event: Event, nowMs: number): Outcome {
    if (this.#pinned === undefined && event.type !== "snapshot") return this.check(nowMs);
    const changes = applyEvent(this.#roster, event);
    if (this.#pinned === undefined) {
      this.#pin();
      return this.check(nowMs);
    }
    for (const { before, after } of changes) {
      if (after !== undefined) this.#see(before, after);
      else if (before !== undefined) this.#lose(before, "was deleted");
    }
    return this.check(nowMs);
  }

  /** Where it stands; for the times that `recheckMs` named. */
  check(nowMs: number): Outcome {
    const { mode } = this.#condition;
    if (this.#pinned === undefined) return { kind: "pending", recheckMs: undefined };
    const met = this.#condition.needsPerson ? this.#inNeed(nowMs) : [...this.#met.values()];
    const pending = this.#pinned.size;
    if (mode === "any" && met.length > 0) return { kind: "met", sessions: met };
    if (this.#lost !== undefined && (mode === "all" || (pending === 0 && !this.#isOpen))) {
      return { kind: "failed", error: this.#lost };
    }
    const isWhole = this.#condition.needsPerson ? met.length === pending : pending === 0;
    if (mode === "all" && isWhole) return { kind: "met", sessions: met };
    const recheckMs = this.#condition.needsPerson
      ? nextWakeMs(this.#roster.values(), nowMs)
      : undefined;
    return { kind: "pending", recheckMs };
  }

  /** May a session that is yet to come meet it? */
  get #isOpen(): boolean {
    return this.#condition.sessionIds.length === 0 && this.#condition.mode === "any";
  }

  #pin(): void {
    const { sessionIds } = this.#condition;
    const unknown = sessionIds.find((id) => !this.#roster.has(id));
    if (unknown !== undefined) {
      this.#lost = new ConsoleError("session_not_found", `session not found: ${unknown}`);
      this.#pinned = new Set();
      return;
    }
    const open = [...this.#roster.values()].filter((session) => !session.closed);
    const ids = sessionIds.length > 0 ? sessionIds : open.map((session) => session.session_id);
    this.#pinned = new Set(ids);
    for (const id of this.#pinned) {
      const session = this.#roster.get(id);
      // What it was before the wait began is over: only its present status counts.
      if (session !== undefined) this.#enter(session, [session.status]);
    }
  }

  #see(before: Session | undefined, after: Session): void {
    if (before === undefined && this.#isOpen) this.#pinned?.add(after.session_id);
    if (this.#pinned?.has(after.session_id)) {
      const entered = statusesBetween(before, after);
      // Prompted and done without our hearing of the work in between.
      const hasBegun = before !== undefined && isAtStart(before) && !isAtStart(after);
      this.#enter(after, hasBegun ? [...entered, after.status] : entered);
    } else if (this.#met.get(after.session_id)?.instance === after.instance) {
      this.#met.set(after.session_id, after);
    }
  }

  #enter(session: Session, entered: readonly Status[]): void {
    const { statuses, needsPerson: isAboutNeed, passesStart } = this.#condition;
    const isStart = passesStart === true && isAtStart(session);
    // The last one is where it stands; of those before it nobody knows the reason.
    const counted = isStart ? entered.slice(0, -1) : entered;
    const hasMet = !isAboutNeed && counted.some((status) => statuses.includes(status));
    if (hasMet) {
      this.#pinned?.delete(session.session_id);
      this.#met.set(session.session_id, session);
    } else if (session.closed) {
      this.#lose(session, "ended");
    }
  }

  #lose(session: Session, how: string): void {
    const id = session.session_id;
    if (!this.#pinned?.delete(id)) return;
    const message = `session ${how} before the condition held: ${id}`;
    this.#lost ??= new ConsoleError("session_not_found", message);
  }

  #inNeed(nowMs: number): Session[] {
    const pinned = [...(this.#pinned ?? [])].flatMap((id) => this.#roster.get(id) ?? []);
    return pinned.filter((session) => needsPerson(session, nowMs));
  }
}
