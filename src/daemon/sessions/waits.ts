import type { Waited } from "../../protocol/answers.ts";
import { asksForPerson } from "../../protocol/reasons.ts";
import type { SessionState } from "./state.ts";

/** Projects remembered; of more, the one that was waited for least is forgotten. */
const MAX_PROJECTS = 200;

/** A session that waits now: for which project, and since when that is to be counted. */
export interface Wait {
  folder: string;
  sinceMs: number;
}

/** How long one project waited. */
export interface Total {
  /** On the day that began at `dayMs`. */
  todayMs: number;
  totalMs: number;
  dayMs: number;
}

/** What was counted so far, as plain data. */
export interface SavedWaits {
  open: [id: string, wait: Wait][];
  totals: [folder: string, total: Total][];
}

/** Nothing was counted. */
export const NO_WAITS: SavedWaits = { open: [], totals: [] };

/** What one change of a session made of its wait. */
export interface WaitNote {
  /** Null where it does not wait. */
  open: Wait | null;
  /** Of the project that it waited for until now; none where that was for no time. */
  totals: [folder: string, total: Total][];
}

/**
 * Sums up how long sessions waited for a person, by project. Only {@link Waits.note}
 * changes what is counted, so that the notes alone make it anew.
 */
export class Waits {
  readonly #projectOf: (folder: string, nowMs: number) => string;
  readonly #open: Map<string, Wait>;
  readonly #totals: Map<string, Total>;
  /** When the day began that was last asked for, and when the next one does. */
  #dayMs = 0;
  #nextDayMs = 0;

  /**
   * @param projectOf the project's folder, of a folder of this machine.
   * @param saved from before a restart.
   */
  constructor(projectOf: (folder: string, nowMs: number) => string, saved?: SavedWaits) {
    this.#projectOf = projectOf;
    this.#open = new Map(saved?.open);
    this.#totals = new Map(saved?.totals);
    while (this.#totals.size > MAX_PROJECTS) this.#forgetLeast();
  }

  /** All of it, to be kept. */
  save(): SavedWaits {
    return { open: [...this.#open], totals: [...this.#totals] };
  }

  /** Goes on with a session from before a restart; one that was not counted waited since it asked. */
  resume(state: SessionState): void {
    if (!this.#open.has(state.id)) this.note(state.id, state, state.sinceMs);
  }

  /**
   * Takes note of a session as it is now; null where it was deleted.
   * @returns what that changed; undefined where it did not wait and does not.
   */
  note(id: string, state: SessionState | null, nowMs: number): WaitNote | undefined {
    const before = this.#open.get(id);
    const open = state !== null && waits(state) ? this.#begin(state, nowMs) : null;
    if (before === undefined && open === null) return undefined;
    if (open === null) this.#open.delete(id);
    else this.#open.set(id, open);
    return { open, totals: before === undefined ? [] : this.#add(before, nowMs) };
  }

  /** The projects that were waited for, the longest of today first. */
  report(nowMs: number): Waited[] {
    if (this.#totals.size + this.#open.size === 0) return [];
    const totals = new Map(this.#totals);
    for (const { folder, sinceMs } of this.#open.values()) {
      if (nowMs > sinceMs) totals.set(folder, this.#sum(totals.get(folder), sinceMs, nowMs));
    }
    const dayMs = this.#dayOf(nowMs);
    return Array.from(totals, ([folder, total]) => ({
      working_dir: folder === "" ? null : folder,
      today_seconds: total.dayMs === dayMs ? Math.floor(total.todayMs / 1000) : 0,
      total_seconds: Math.floor(total.totalMs / 1000),
    }))
      .sort((a, b) => b.today_seconds - a.today_seconds || b.total_seconds - a.total_seconds)
      .slice(0, MAX_PROJECTS);
  }

  #begin({ workingDir, host, snoozedUntilMs }: SessionState, nowMs: number): Wait {
    const isHere = workingDir !== null && host === null;
    const folder = isHere ? this.#projectOf(workingDir, nowMs) : (workingDir ?? "");
    // A snooze is no wait, and it ends by the clock.
    return { folder, sinceMs: Math.max(nowMs, snoozedUntilMs ?? 0) };
  }

  #add({ folder, sinceMs }: Wait, nowMs: number): WaitNote["totals"] {
    if (nowMs <= sinceMs) return [];
    const total = this.#sum(this.#totals.get(folder), sinceMs, nowMs);
    this.#totals.set(folder, total);
    if (this.#totals.size > MAX_PROJECTS) this.#forgetLeast();
    return [[folder, total]];
  }

  #sum(before: Total | undefined, sinceMs: number, nowMs: number): Total {
    const dayMs = this.#dayOf(nowMs);
    const todayMs = before?.dayMs === dayMs ? before.todayMs : 0;
    return {
      todayMs: todayMs + nowMs - Math.max(sinceMs, dayMs),
      totalMs: (before?.totalMs ?? 0) + nowMs - sinceMs,
      dayMs,
    };
  }

  // The first question for the local time loads the time zones, which takes 5 ms.
  #dayOf(ms: number): number {
    if (ms >= this.#dayMs && ms < this.#nextDayMs) return this.#dayMs;
    const midnight = new Date(ms);
    this.#dayMs = midnight.setHours(0, 0, 0, 0);
    this.#nextDayMs = midnight.setDate(midnight.getDate() + 1);
    return this.#dayMs;
  }

  #forgetLeast(): void {
    let least: string | undefined;
    let leastMs = Number.POSITIVE_INFINITY;
    for (const [folder, { totalMs }] of this.#totals) {
      if (totalMs < leastMs) [least, leastMs] = [folder, totalMs];
    }
    if (least !== undefined) this.#totals.delete(least);
  }
}

// How long other machines' sessions wait is counted there.
function waits({ status, reason, parentId, acknowledgedMs, received }: SessionState): boolean {
  if (received !== null) return false;
  return acknowledgedMs === null && asksForPerson({ status, reason, parent_id: parentId });
}
