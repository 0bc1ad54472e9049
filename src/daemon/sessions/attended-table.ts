import { type Attended, attend, limitSnooze, UNATTENDED } from "./requests.ts";
import type { SessionState } from "./state.ts";
import { SessionTable } from "./table.ts";

/** The sessions, and what a person has said of those that wait. */
export class AttendedTable extends SessionTable {
  /** A person has seen it. @throws session_not_found, session_closed */
  acknowledge(id: string, nowMs: number): SessionState {
    return this.#attend(id, { ...UNATTENDED, acknowledgedMs: nowMs });
  }

  /**
   * A person puts it off until then.
   * @param endsMs the same moment on the steady clock.
   * @throws session_not_found, session_closed
   */
  snooze(id: string, untilMs: number, endsMs: number): SessionState {
    const [snoozedUntilMs, snoozeEndsMs] = [untilMs, endsMs];
    return this.#attend(id, { ...UNATTENDED, snoozedUntilMs, snoozeEndsMs });
  }

  /** The clock was set back: no snooze gets longer by that. @returns whether any was changed. */
  limitSnoozes(nowMs: number, steadyMs: number): boolean {
    const limited = [...this.sessions()].filter((state) => limitSnooze(state, nowMs, steadyMs));
    for (const state of limited) this.touch(state);
    return limited.length > 0;
  }

  /** Takes either back. @throws session_not_found, session_closed */
  unacknowledge(id: string): SessionState {
    return this.#attend(id, UNATTENDED);
  }

  // Not a report of the session's own, so `updatedMs` stays.
  #attend(id: string, attended: Attended): SessionState {
    const state = this.get(id);
    if (attend(state, attended)) this.touch(state);
    return state;
  }
}
