import type { CheckedReport } from "../../protocol/session.ts";
import { applyReport, evidenceOf } from "./apply.ts";
import { Held, showDue } from "./held.ts";
import { newSession } from "./new-session.ts";
import { findParent, isPredecessor, replacement } from "./parents.ts";
import { attend, checkReopens, statement } from "./requests.ts";
import { weigh } from "./signals.ts";
import {
  type Evidence,
  enterStatus,
  forgetProcess,
  noteEvidence,
  type SessionState,
} from "./state.ts";
import {
  DEFAULT_LIMITS,
  notFound,
  type SavedState,
  SessionTable,
  type StoreLimits,
} from "./table.ts";

/**
 * All sessions and the rules for changing them. No I/O and no clock: the time
 * comes with each call. Every change is numbered by `seq` and queued for
 * {@link Store.takeChanges}.
 */
export class Store extends SessionTable {
  readonly #held = new Held();

  /** @param saved state to restore; its sessions are used, not copied. */
  constructor(limits: StoreLimits = DEFAULT_LIMITS, saved?: SavedState) {
    super(limits, saved);
    for (const state of this.sessions()) this.#held.note(state);
  }

  /**
   * Takes a report, creating the session when it is new. One that comes again
   * changes nothing.
   * @throws invalid_request (a new session without a status), too_many_sessions,
   *   session_not_found for what was said before the session was deleted.
   */
  set(report: CheckedReport, nowMs: number): SessionState {
    const known = this.find(report.session_id);
    if (report.report_id !== undefined && this.hasTaken(report.report_id)) {
      return this.#setAgain(known, report);
    }
    const state = known ?? this.#create(report, nowMs);
    // Looked up until there is one: a child may report before its parent.
    if (report.ancestors !== undefined && state.parentId === null) {
      const above = this.withProcess(...report.ancestors);
      state.parentId = findParent(state, report.ancestors, above);
    }
    applyReport(state, report, nowMs, known === undefined);
    this.touch(state, report.report_id);
    this.#held.note(state);
    if (report.replaces !== undefined) this.#replace(report.replaces, state, nowMs);
    if (report.replaces_pid === true) {
      for (const other of this.sessions()) {
        if (isPredecessor(other, state)) this.#replace(other.id, state, nowMs);
      }
    }
    return state;
  }

  /** The same for a report from the report-only socket: a new session is marked as such. */
  report(report: CheckedReport, nowMs: number): SessionState {
    const isNew = this.find(report.session_id) === undefined;
    const state = this.set(report, nowMs);
    if (isNew) state.reported = true;
    state.isCutOff = false;
    return state;
  }

  /** Sets the process that forwards the reports of a session, and so of all of its machine. */
  carry(state: SessionState, carrier: NonNullable<SessionState["carrier"]>): void {
    for (const other of this.sessions()) {
      if (!other.reported || other.host !== state.host) continue;
      other.carrier = carrier;
      if (!other.isCutOff) continue;
      other.isCutOff = false;
      this.touch(other);
    }
  }

  /** No reports of the session can come any more. */
  cutOff(state: SessionState): void {
    state.isCutOff = true;
    this.touch(state);
  }

  /**
   * Takes evidence of a known session. Where it does not settle the status it is
   * kept, and that is no change to publish.
   */
  weigh(state: SessionState, report: CheckedReport, nowMs: number): void {
    const said = evidenceOf(report, nowMs);
    const { status, evidence } = state;
    if (weigh(said, { status, evidence, nowMs }) === "settles") this.set(report, nowMs);
    else noteEvidence(state, said);
  }

  /** Closes a session on request, and keeps it. @throws session_not_found */
  close(id: string, reason: string, nowMs: number): SessionState {
    const state = this.get(id);
    this.#enter(state, statement("closed", reason, nowMs), nowMs);
    return state;
  }

  /** Deletes a session. @returns it as it was. @throws session_not_found */
  delete(id: string, nowMs: number): SessionState {
    const state = this.get(id);
    this.forget(id, nowMs);
    return state;
  }

  /** Reopens a closed session with the status attention. @throws session_not_found, not_resumable */
  reopen(id: string, nowMs: number): SessionState {
    const state = this.find(id);
    checkReopens(state, id);
    this.#enter(state, statement("attention", "reopened", nowMs), nowMs);
    forgetProcess(state);
    return state;
  }

  /** A person has seen it. @throws session_not_found, session_closed */
  acknowledge(id: string, nowMs: number): SessionState {
    return this.#attend(id, nowMs, null);
  }

  /** A person puts it off until then. @throws session_not_found, session_closed */
  snooze(id: string, untilMs: number): SessionState {
    return this.#attend(id, null, untilMs);
  }

  /** Takes either back. @throws session_not_found, session_closed */
  unacknowledge(id: string): SessionState {
    return this.#attend(id, null, null);
  }

  override forget(id: string, atMs?: number): void {
    const state = this.find(id);
    if (state !== undefined) this.#held.forget(state);
    super.forget(id, atMs);
  }

  /** Shows the held items that are due. */
  showDue(nowMs: number): void {
    for (const state of this.#held.states()) {
      if (showDue(state, nowMs)) this.touch(state);
      this.#held.note(state);
    }
  }

  /** When the next held item is due, in Unix milliseconds; undefined for never. */
  nextDueMs(): number | undefined {
    return this.#held.nextDueMs();
  }

  /** The sessions with held items. */
  held(): SessionState[] {
    return this.#held.states();
  }

  /** What is held back of a session's turn is no end: its agent is at work. */
  goesOn(state: SessionState): void {
    state.heldEnd = null;
    this.#held.note(state);
  }

  // Not a report of the session's own, so `updatedMs` stays.
  #attend(id: string, acknowledgedMs: number | null, untilMs: number | null): SessionState {
    const state = this.get(id);
    if (attend(state, acknowledgedMs, untilMs)) this.touch(state);
    return state;
  }

  // Taken from the spool first it was no news; from its sender it is.
  #setAgain(known: SessionState | undefined, report: CheckedReport): SessionState {
    if (known === undefined) throw notFound(report.session_id);
    if (known.replayed && report.replayed !== true) {
      known.replayed = false;
      this.touch(known);
    }
    return known;
  }

  #create(report: CheckedReport, nowMs: number): SessionState {
    const { session_id: id, source = "command", replayed, at_ms } = report;
    const isEvidence = source !== "command" || replayed === true;
    if (isEvidence && at_ms !== undefined && this.isGone(id, at_ms, nowMs)) throw notFound(id);
    const predecessor = report.replaces === undefined ? undefined : this.find(report.replaces);
    const state = newSession(report, predecessor, nowMs, this.seq + 1);
    this.add(state);
    return state;
  }

  #replace(id: string, successor: SessionState, nowMs: number): void {
    const state = this.find(id);
    if (state === undefined || state === successor || state.replacedBy !== null) return;
    state.replacedBy = successor.id;
    this.#enter(state, replacement(successor, nowMs), nowMs);
  }

  #enter(state: SessionState, said: Evidence, nowMs: number): void {
    if (said.status !== null && state.status !== said.status) {
      noteEvidence(state, said);
      enterStatus(state, said.status, nowMs);
      state.reason = said.reason;
      state.message = null;
      state.questions = [];
      state.settled = said;
    }
    state.updatedMs = nowMs;
    this.touch(state);
  }
}
