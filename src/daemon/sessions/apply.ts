// How a report changes a session. Pure but for the state given.
import type { CheckedReport } from "../../protocol/session.ts";
import { countBackground } from "./background.ts";
import { noteCall } from "./calls.ts";
import { applyFacts } from "./facts.ts";
import { isNews, saysWhy } from "./news.ts";
import { answer, answerAll, ask, isUnanswered, resume, showQuestion } from "./questions.ts";
import { isJudge } from "./signals.ts";
import {
  type Evidence,
  enterStatus,
  forgetProcess,
  goBackTo,
  latestEvidence,
  markUnseen,
  noteEvidence,
  noteSettling,
  type SessionState,
  settleBy,
} from "./state.ts";
import { asBefore, isStop, statusBeneath } from "./stops.ts";
import {
  holdEnd,
  holdMs,
  isAfterEnd,
  isPast,
  isTurnEnd,
  noteIdle,
  notePrompt,
  noteTurn,
} from "./turn-ends.ts";

/** An agent was seen to remind of a question after 6 s, settled by then or not. */
const REMINDER_MS = 10_000;

/**
 * Applies what one report says.
 * @param nowMs bounds the report's own time.
 * @param isNew the session was unknown: there is no present status to weigh it against.
 */
export function applyReport(
  state: SessionState,
  report: CheckedReport,
  nowMs: number,
  isNew: boolean,
): void {
  const said = saidBy(state, report, nowMs);
  const wasClosed = state.status === "closed";
  applyFacts(state, report, isNew);
  state.replayed = report.replayed ?? false;
  if (said.source === "command") applyStatement(state, report, said);
  else applyEvidence(state, report, said, nowMs, isNew);
  if (isNew && state.settled === null) settleBy(state, said);
  const isReopened = wasClosed && state.status !== "closed" && !isNew;
  if (isReopened && report.pid === undefined) forgetProcess(state);
  state.updatedMs = Math.max(state.updatedMs > nowMs ? 0 : state.updatedMs, said.atMs);
}

/** A report as evidence. Its time is never ahead of the clock. */
export function evidenceOf(report: CheckedReport, nowMs: number): Evidence {
  return {
    source: report.source ?? "command",
    atMs: Math.min(report.at_ms ?? nowMs, nowMs),
    event: report.event ?? null,
    status: report.status ?? null,
    reason: report.reason ?? null,
    message: report.message ?? null,
  };
}

function saidBy({ subagents }: SessionState, report: CheckedReport, nowMs: number): Evidence {
  const said = evidenceOf(report, nowMs);
  const goesOn = report.unless_background === true && subagents.length > 0;
  return goesOn ? { ...said, status: "working", reason: "background" } : said;
}

// A command states the status: that settles it, whatever questions were open.
function applyStatement(state: SessionState, report: CheckedReport, said: Evidence): void {
  if (report.background !== undefined) state.background = report.background;
  if (report.status !== undefined) {
    const changed = report.status !== state.status;
    if (isNews(state, said)) markUnseen(state);
    noteSettling(state, said);
    answerAll(state, said.atMs);
    state.queued = 0;
    state.heldEnd = null;
    if (changed && report.at_ms !== undefined) goBackTo(state, report.status, said.atMs);
    enterStatus(state, report.status, said.atMs);
    if (report.status !== "closed" && state.replacedBy !== null) state.replacedBy = null;
    if (changed) state.reason = state.message = null;
  }
  if (report.reason !== undefined) state.reason = report.reason;
  if (report.message !== undefined) state.message = report.message;
}

// Evidence is of one moment in one part of the agent, and is weighed against what
// is known besides.
function applyEvidence(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
  isNew: boolean,
): void {
  const late = isPast(state, report, said, nowMs);
  const applies = isNew || (!late && appliesTo(state, report, said));
  const isQueued = report.queues === true && applies && !isNew && notePrompt(state);
  if (applies && !isQueued) noteTurn(state, report, said);
  let answered = false;
  for (const name of noteCall(state, report, said.atMs)) {
    answered = answer(state, name, said.atMs, nowMs) || answered;
  }
  countBackground(state, report, said, nowMs);
  if (late) {
    if (isUnanswered(state, report, said)) {
      ask(state, report, said, nowMs);
      showQuestion(state);
      return;
    }
    const isItsNewest = said.atMs >= (latestEvidence(state, said.source)?.atMs ?? 0);
    const explains = isItsNewest && saysWhy(state, said);
    if (isItsNewest) noteEvidence(state, said);
    if (explains) settle(state, said);
    else if (answered && !showQuestion(state) && state.status === "question") resume(state, said);
    return;
  }
  noteEvidence(state, said);
  if (said.status === "question" && applies) {
    state.heldEnd = null;
    ask(state, report, said, nowMs);
  }
  if (said.status === "attention" || said.status === "closed") {
    if (applies) applyEnd(state, report, said, nowMs);
    return;
  }
  // Continues where it was stopped, its dialog with it.
  if (said.source === "process" && said.status === "working" && applies) {
    settle(state, asBefore(state, said));
  }
  // Blocking wins over activity: while a question is open, other tools' work does not hide it.
  if (showQuestion(state)) {
    const { status, reason, message } = said;
    // It goes on in the background once that is answered.
    if (status !== null && reason === "background" && applies) {
      state.beforeQuestion = { status, reason, message };
    }
    return;
  }
  // A record of what holds now tells that nobody is asked, not what it does.
  const isLevel = said.source !== "hook" && report.continues !== true;
  const isOnlyAnswered = isLevel && answered && state.status === "question";
  if (said.status === "working" && applies && !isOnlyAnswered) {
    if (said.source === "hook" && report.continues !== true) state.begunMs = said.atMs;
    settle(state, said);
  } else if (answered && state.status === "question") resume(state, said);
}

function applyEnd(state: SessionState, report: CheckedReport, said: Evidence, nowMs: number): void {
  const ms = holdMs(state, report, said);
  if (ms > 0) {
    holdEnd(state, said, nowMs + ms);
    // Broken off at its dialog, it works no more: only what comes of that is awaited.
    const goesOn = state.status === "question" && said.reason !== "interrupted";
    if (!showQuestion(state) && goesOn) resume(state, said);
    return;
  }
  // An agent that is stopped still shows its dialog when it continues.
  if (said.source !== "process" || said.status === "closed") answerAll(state, said.atMs);
  if (state.heldEnd !== null && said.source === "registry") noteIdle(state.heldEnd, said.atMs);
  else settle(state, said);
}

/** A held end has come due, and nothing has followed. */
export function applyDueEnd(state: SessionState, said: Evidence): void {
  if (state.questions.length > 0) return;
  settle(state, said);
}

function settle(state: SessionState, said: Evidence): void {
  if (isNews(state, said)) markUnseen(state);
  const beneath = isStop(said) ? statusBeneath(state) : null;
  if (said.status !== null) enterStatus(state, said.status, said.atMs);
  if (beneath !== null) state.beforeQuestion = beneath;
  if (said.status === "attention" || said.status === "closed") state.queued = 0;
  if (isTurnEnd(said) && state.turnEndMs === 0) state.turnEndMs = said.atMs;
  state.heldEnd = null;
  if (said.status !== "closed" && state.replacedBy !== null) state.replacedBy = null;
  state.reason = said.reason;
  state.message = said.message;
  settleBy(state, said);
}

function appliesTo(state: SessionState, report: CheckedReport, said: Evidence): boolean {
  const { status, reason, background } = state;
  const isOver = state.heldEnd !== null || isTurnEnd(state);
  if (report.continues === true && isOver) return false;
  if (isAfterEnd(state, report, said)) return false;
  if (report.reminder === true && said.atMs - state.askedMs < REMINDER_MS) return false;
  // Only the main thread is idle; background tasks still run.
  const tellsOfMainThread = said.reason === "idle" || said.source !== "hook";
  const goesOn = reason === "background" && background > 0 && said.status === "attention";
  if (goesOn && tellsOfMainThread) return false;
  if (report.only_from?.includes(status) === false) return false;
  return said.status === null || isJudge(said, status);
}
