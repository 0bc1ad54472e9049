import type { Session } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";
import { type QuietHours, quietUntilMs } from "./quiet.ts";
import { isSnoozed, needsPerson } from "./rank.ts";
import { applyEvent, type Roster } from "./roster.ts";

/** When and of whom a person is told. */
export interface NotifyRules {
  /** Is this session one of those asked for? */
  matches(session: Session): boolean;
  /** Debounce: told only if still needed after this long. */
  delayMs: number;
  /** Rate limit: at most one alert a session within this time; a later need waits. */
  coolDownMs: number;
  quiet: QuietHours | null;
  /** Local minute of the day (0 to 1439) of a time. */
  minuteOfDay(ms: number): number;
  /** What a session waited for before this is not news, in Unix milliseconds. */
  sinceMs: number;
}

interface Need {
  key: string;
  dueMs: number;
}

/** What followed in the time that the hub was away has come by then, and its agent has been looked at. */
const REPLAY_MS = 2000;

/**
 * Decides who is told of what, fed with a subscription's events and the time.
 * Each need is told once: a session that waits, works and waits again has two, one
 * that is asked the same thing by two hooks has one. Children, replayed history
 * and what was settled before it came due are never told.
 */
export class Notifier {
  readonly #rules: NotifyRules;
  readonly #roster: Roster = new Map();
  /** Needs not told yet. `Map<session id, Need>` */
  readonly #waiting = new Map<string, Need>();
  /** Key of the last need told or passed over. `Map<session id, key>` */
  readonly #settled = new Map<string, string>();
  /** `Map<session id, Unix milliseconds>` */
  readonly #lastAlertMs = new Map<string, number>();

  constructor(rules: NotifyRules) {
    this.#rules = rules;
  }

  /** Takes an event. @returns the sessions to tell a person of now, longest due first. */
  take(event: Event, nowMs: number): Session[] {
    for (const { before, after } of applyEvent(this.#roster, event)) {
      if (before !== undefined && after !== undefined && isRenewed(before, after)) {
        this.#settled.delete(after.session_id);
      }
      if (after !== undefined) this.#weigh(after, nowMs);
      else if (before !== undefined) this.#forget(before.session_id);
    }
    return this.takeDue(nowMs);
  }

  /** The sessions to tell a person of now; for the time that {@link nextDueMs} named. */
  takeDue(nowMs: number): Session[] {
    const alerts: { session: Session; dueMs: number }[] = [];
    const quietMs = this.#quietUntilMs(nowMs);
    for (const [id, need] of this.#waiting) {
      if (need.dueMs > nowMs) continue;
      const session = this.#roster.get(id);
      if (session === undefined) continue;
      // A snooze that ended by the clock told us nothing of it.
      if (!needsPerson(session, nowMs)) {
        this.#waiting.delete(id);
        continue;
      }
      if (quietMs !== undefined) {
        need.dueMs = quietMs;
        continue;
      }
      this.#waiting.delete(id);
      this.#settled.set(id, need.key);
      this.#lastAlertMs.set(id, nowMs);
      alerts.push({ session, dueMs: need.dueMs });
    }
    return alerts.sort((a, b) => a.dueMs - b.dueMs).map(({ session }) => session);
  }

  /** When {@link takeDue} has something to say, if nothing happens before; Unix milliseconds. */
  nextDueMs(): number | undefined {
    let next: number | undefined;
    for (const { dueMs } of this.#waiting.values()) {
      if (next === undefined || dueMs < next) next = dueMs;
    }
    return next;
  }

  /** Every session that is known of, to tell one from the others. */
  sessions(): Session[] {
    return [...this.#roster.values()];
  }

  #weigh(session: Session, nowMs: number): void {
    const id = session.session_id;
    const key = needKey(session);
    if (isSnoozed(session, nowMs)) {
      this.#sleep(session, key);
      return;
    }
    if (!needsPerson(session, nowMs)) {
      this.#waiting.delete(id);
      return;
    }
    const isOld = session.since_ms < this.#rules.sinceMs && !this.#settled.has(id);
    // Of one that a look found idle nobody knows what it has told already.
    if (isOld || (session.replayed && session.reason === "idle")) {
      this.#settled.set(id, key);
      return;
    }
    if (session.parent_id !== null || !this.#rules.matches(session)) return;
    if (this.#settled.get(id) === key || this.#waiting.get(id)?.key === key) return;
    const coolMs = (this.#lastAlertMs.get(id) ?? Number.NEGATIVE_INFINITY) + this.#rules.coolDownMs;
    const delayMs = Math.max(this.#rules.delayMs, session.replayed ? REPLAY_MS : 0);
    this.#waiting.set(id, { key, dueMs: Math.max(nowMs + delayMs, coolMs) });
  }

  // Putting it off asks to be told again.
  #sleep(session: Session, key: string): void {
    const id = session.session_id;
    const isOurs = session.parent_id === null && this.#rules.matches(session);
    const awake = { ...session, snoozed_until_ms: null };
    if (!isOurs || session.snoozed_until_ms === null || !needsPerson(awake, 0)) {
      this.#waiting.delete(id);
      return;
    }
    this.#settled.delete(id);
    this.#waiting.set(id, { key, dueMs: session.snoozed_until_ms });
  }

  #forget(id: string): void {
    this.#waiting.delete(id);
    this.#settled.delete(id);
    this.#lastAlertMs.delete(id);
  }

  #quietUntilMs(nowMs: number): number | undefined {
    const { quiet, minuteOfDay } = this.#rules;
    return quiet === null ? undefined : quietUntilMs(quiet, nowMs, minuteOfDay);
  }
}

// What was seen of it is over because of news, not because its person took that back.
function isRenewed(before: Session, after: Session): boolean {
  const wasSeen = before.acknowledged_ms !== null && after.acknowledged_ms === null;
  return wasSeen && after.updated_ms > before.updated_ms;
}

// Another question is another need; a turn that is over stays the same need however
// it is worded, because "done" and "still idle" come from two hooks.
function needKey(session: Session): string {
  const asked = session.status === "question" ? [session.reason, session.message] : [];
  return JSON.stringify([session.instance, session.status, session.since_ms, ...asked]);
}
