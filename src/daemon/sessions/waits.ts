import type { Waited } from "../../protocol/answers.ts";
import { asksForPerson } from "../../protocol/reasons.ts";
import type { SessionState } from "./state.ts";

/** Projects remembered; of more, the one that was waited for least is forgotten. */
const MAX_PROJECTS = 200;

/** A session that waits now: for which project, and since when it was counted. */
interface Wait {
  folder: string;
  sinceMs: number;
}

interface Total {
  todayMs: number;
  totalMs: number;
}

/** What was counted so far, as plain data. */
export interface SavedWaits {
  open: [id: string, wait: Wait][];
  totals: [folder: string, total: Total][];
  dayMs: number;
}

/** Sums up how long sessions waited for a person, by project: since the hub began, and today. */
export class Waits {
  readonly #open: Map<string, Wait>;
  readonly #totals: Map<string, Total>;
  #dayMs = 0;
  #nextDayMs = 0;

  /** @param saved from before a re-exec. */
  constructor(saved?: SavedWaits) {
    this.#open = new Map(saved?.open);
    this.#totals = new Map(saved?.totals);
    this.#dayMs = saved?.dayMs ?? 0;
  }

  /** All of it, to be handed over. */
  save(): SavedWaits {
    return { open: [...this.#open], totals: [...this.#totals], dayMs: this.#dayMs };
  }

  /** Takes note of a session as it is now; null where it was deleted. */
  note(id: string, state: SessionState | null, nowMs: number): void {
    this.#count(id, nowMs);
    if (state === null || !waits(state)) return void this.#open.delete(id);
    // A snooze is no wait, and it ends by the clock.
    const sinceMs = Math.max(nowMs, state.snoozedUntilMs ?? 0);
    this.#open.set(id, { folder: state.workingDir ?? "", sinceMs });
  }

  /** The projects that were waited for, the longest of today first. */
  report(nowMs: number): Waited[] {
    for (const id of this.#open.keys()) this.#count(id, nowMs);
    if (this.#totals.size === 0) return [];
    this.#turnDay(nowMs);
    return Array.from(this.#totals, ([folder, { todayMs, totalMs }]) => ({
      working_dir: folder === "" ? null : folder,
      today_seconds: Math.floor(todayMs / 1000),
      total_seconds: Math.floor(totalMs / 1000),
    })).sort((a, b) => b.today_seconds - a.today_seconds || b.total_seconds - a.total_seconds);
  }

  #count(id: string, nowMs: number): void {
    const wait = this.#open.get(id);
    if (wait === undefined || nowMs <= wait.sinceMs) return;
    this.#turnDay(nowMs);
    const total = this.#totals.get(wait.folder) ?? { todayMs: 0, totalMs: 0 };
    total.totalMs += nowMs - wait.sinceMs;
    total.todayMs += nowMs - Math.max(wait.sinceMs, this.#dayMs);
    this.#totals.set(wait.folder, total);
    wait.sinceMs = nowMs;
    if (this.#totals.size > MAX_PROJECTS) this.#forgetLeast();
  }

  // The first question for the local time loads the time zones, which takes 5 ms.
  #turnDay(nowMs: number): void {
    if (nowMs >= this.#dayMs && nowMs < this.#nextDayMs) return;
    const midnight = new Date(nowMs);
    const dayMs = midnight.setHours(0, 0, 0, 0);
    this.#nextDayMs = midnight.setDate(midnight.getDate() + 1);
    if (dayMs === this.#dayMs) return;
    this.#dayMs = dayMs;
    for (const total of this.#totals.values()) total.todayMs = 0;
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

function waits({ status, reason, parentId, acknowledgedMs }: SessionState): boolean {
  return acknowledgedMs === null && asksForPerson({ status, reason, parent_id: parentId });
}
