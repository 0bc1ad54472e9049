import type { CheckedReport } from "../../protocol/session.ts";
import { applyReport, evidenceOf } from "./apply.ts";
import { AttendedTable } from "./attended-table.ts";
import { Held, showDue } from "./held.ts";
import { evidenceMs, isAmendment, newSession } from "./new-session.ts";
import { findParent, isPredecessor, replacement } from "./parents.ts";
import { checkReopens, statement } from "./requests.ts";
import { weigh } from "./signals.ts";
import { DEFAULT_LIMITS, type StoreLimits } from "./space.ts";
import {
  type Evidence,
  enterStatus,
  evidenceIn,
  forgetProcess,
  noteEvidence,
  noteSettling,
  type SessionState,
} from "./state.ts";
import { notFound, type SavedState } from "./table.ts";
import { noteQueue } from "./turn-ends.ts";

/**
 * All sessions and the rules for changing them. No I/O and no clock: the time
 * comes with each call. Every change is numbered by `seq` and queued for
 * {@link Store.takeChanges}.
 */
export class Store extends AttendedTable {
  readonly #held = new Held();

  /** @param saved state to restore; its sessions are used, not copied. */
  constructor(limits: StoreLimits = DEFAULT_LIMITS, saved?: SavedState<Iterable<SessionState>>) {
    super(limits, saved);
    for (const state of this.sessions()) this.#held.note(state);
  }

  /**
   * Takes a report of the owner's, creating the session when it is new. One that
   * comes again changes nothing. An id that only the report-only socket has named
   * is the owner's from here on: a new session, in the place of that one.
   * @throws invalid_request (a new session without a status), too_many_sessions,
   *   session_not_found for what was said before the session was deleted.
   */
  set(report: CheckedReport, nowMs: number): SessionState {
    return this.#take(report, nowMs, false);
  }

  /**
   * The same for a report from the report-only socket, of a session that is not the owner's.
   * @param carrier the process that forwards it from another machine, as ssh does.
   */
  report(
    report: CheckedReport,
    nowMs: number,
    carrier: SessionState["carrier"] = null,
  ): SessionState {
    const state = this.#take(report, nowMs, true);
    state.carrier = carrier;
    state.isCutOff = false;
    return state;
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
    const present = { status: state.status, evidence: evidenceIn(state), nowMs };
    if (weigh(said, present) === "settles") {
      this.#take(report, nowMs, state.reported);
    } else noteEvidence(state, said);
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

  override forget(id: string, untilMs?: number): void {
    const state = this.find(id);
    if (state !== undefined) this.#held.forget(state);
    super.forget(id, untilMs);
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

  /** The agent's own file says how many prompts are queued. */
  noteQueue(state: SessionState, queued: number, nowMs: number): void {
    noteQueue(state, queued, nowMs);
    this.#held.note(state);
  }

  #take(report: CheckedReport, nowMs: number, reported: boolean): SessionState {
    const there = this.find(report.session_id);
    const isInWay = there !== undefined && there.reported !== reported && !isAmendment(report);
    const known = isInWay ? undefined : there;
    if (report.report_id !== undefined && this.hasTaken(report.report_id, reported)) {
      return this.#takeAgain(known, report);
    }
    const state = known ?? this.#create(report, nowMs, reported);
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

  // Taken from the spool first it was no news; from its sender it is.
  #takeAgain(known: SessionState | undefined, report: CheckedReport): SessionState {
    if (known === undefined) throw notFound(report.session_id);
    if (known.replayed && report.replayed !== true) {
      known.replayed = false;
      this.touch(known);
    }
    return known;
  }

  #create(report: CheckedReport, nowMs: number, reported: boolean): SessionState {
    const { session_id: id, replaces } = report;
    const atMs = evidenceMs(report);
    if (atMs !== undefined && this.isVoid(id, atMs, nowMs, reported)) throw notFound(id);
    const named = replaces === undefined ? undefined : this.find(replaces);
    const predecessor = named?.reported === reported ? named : undefined;
    const state = newSession(report, predecessor, nowMs, this.seq + 1);
    this.forget(id); // one of the report-only socket's
    if (reported) state.reported = true;
    this.add(state);
    return state;
  }

  #replace(id: string, successor: SessionState, nowMs: number): void {
    const state = this.find(id);
    if (state === undefined || state === successor || state.replacedBy !== null) return;
    if (state.reported !== successor.reported) return;
    state.replacedBy = successor.id;
    this.#enter(state, replacement(successor, nowMs), nowMs);
  }

  #enter(state: SessionState, said: Evidence, nowMs: number): void {
    if (said.status !== null && state.status !== said.status) {
      noteSettling(state, said);
      enterStatus(state, said.status, nowMs);
      state.reason = said.reason;
      state.message = null;
      state.questions = [];
    }
    state.updatedMs = nowMs;
    this.touch(state);
  }
}
