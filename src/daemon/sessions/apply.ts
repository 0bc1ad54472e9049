// How a report changes a session. Pure: the state given is changed, nothing else.
import type { CheckedReport } from "../../protocol/session.ts";
import { answer, ask, resume, showQuestion } from "./questions.ts";
import { isLate, weigh } from "./signals.ts";
import {
  type Evidence,
  enterStatus,
  forgetProcess,
  hear,
  lastWord,
  type SessionState,
  wantPerson,
} from "./state.ts";

const MAX_SUBAGENTS = 256;

/**
 * Applies what one report says.
 * @param nowMs bounds the report's own time.
 * @param isNew nothing was known before: there is no present status to weigh it against.
 */
export function applyReport(
  state: SessionState,
  report: CheckedReport,
  nowMs: number,
  isNew: boolean,
): void {
  const said = evidenceOf(report, nowMs);
  const wasClosed = state.status === "closed";
  applyFacts(state, report);
  state.replayed = report.replayed ?? false;
  if (said.source === "command") applyStatement(state, report, said);
  else applyEvidence(state, report, said, nowMs, isNew);
  if (isNew) state.settled ??= said;
  const isReopened = wasClosed && state.status !== "closed" && !isNew;
  if (isReopened && report.pid === undefined) forgetProcess(state);
  state.updatedMs = Math.max(state.updatedMs > nowMs ? 0 : state.updatedMs, said.atMs);
}

/** What a report says, without what it is to do. Its time is never ahead of the clock. */
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

function applyFacts(state: SessionState, report: CheckedReport): void {
  if (report.working_dir !== undefined) state.workingDir = report.working_dir;
  if (report.priority !== undefined) state.priority = report.priority;
  if (report.agent_type !== undefined) state.agentType = report.agent_type;
  if (report.host !== undefined) state.host = report.host;
  if (report.parent_id !== undefined) state.parentId = report.parent_id;
  if (report.terminal !== undefined) state.terminal = report.terminal;
  if (report.transcript !== undefined) state.transcript = report.transcript;
  if (report.registry !== undefined) state.registry = report.registry;
  if (report.pid !== undefined) {
    if (report.pid !== state.pid || report.pid_start !== state.pidStart) state.aliveMs = 0;
    state.pid = report.pid;
    state.pidStart = report.pid_start ?? null;
  }
}

// Someone says what the status is: that settles it, whatever was open.
function applyStatement(state: SessionState, report: CheckedReport, said: Evidence): void {
  if (report.background !== undefined) state.background = report.background;
  if (report.status !== undefined) {
    const changed = report.status !== state.status;
    if (isNews(state, said)) wantPerson(state);
    hear(state, said);
    state.questions = [];
    enterStatus(state, report.status, said.atMs);
    state.settled = said;
    if (report.status !== "closed") state.replacedBy = null;
    if (changed) state.reason = state.message = null;
  }
  if (report.reason !== undefined) state.reason = report.reason;
  if (report.message !== undefined) state.message = report.message;
}

// Evidence tells of one moment in one part of the agent: it counts as far as the
// rest of what is known lets it.
function applyEvidence(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
  isNew: boolean,
): void {
  const late = isLate(said, state.evidence, nowMs);
  const applies = isNew || (!late && appliesTo(state, report, said, nowMs));
  const answered = report.answers !== undefined && answer(state, report.answers, said.atMs, nowMs);
  countBackground(state, report, said);
  if (late) {
    const isItsNewest = said.atMs >= (lastWord(state, said.source)?.atMs ?? 0);
    const explains = isItsNewest && saysWhy(state, said);
    if (isItsNewest) hear(state, said);
    if (explains) settle(state, said);
    else if (answered && !showQuestion(state) && state.status === "question") resume(state, said);
    return;
  }
  hear(state, said);
  if (said.status === "question" && applies) ask(state, report, said, nowMs);
  if (said.status === "attention" || said.status === "closed") {
    if (!applies) return;
    state.questions = [];
    settle(state, said);
    return;
  }
  // Blocking beats activity: while a question is open, other tools' work hides nothing.
  if (showQuestion(state)) return;
  if (said.status === "working" && applies) settle(state, said);
  else if (answered && state.status === "question") resume(state, said);
}

function settle(state: SessionState, said: Evidence): void {
  if (isNews(state, said)) wantPerson(state);
  if (said.status !== null) enterStatus(state, said.status, said.atMs);
  if (said.status !== "closed") state.replacedBy = null;
  state.reason = said.reason;
  state.message = said.message;
  state.settled = said;
}

// The same status again: another turn's end is news, the reminder that nobody has
// answered yet is none, and neither is what two hooks tell of one moment. A command
// that says no more than the status (all that v1 can say) may be such a reminder.
function isNews(state: SessionState, { source, status, reason, message, atMs }: Evidence): boolean {
  if (status !== state.status || status === "closed" || reason === "idle") return false;
  const knownMs = Math.max(state.acknowledgedMs ?? 0, state.updatedMs);
  if (source !== "command") return status === "attention" && atMs > knownMs;
  const saysMore = reason !== null || message !== null;
  return saysMore && (reason !== state.reason || message !== state.message);
}

function appliesTo(
  { status, reason, background, evidence }: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
): boolean {
  // What is idle is the main thread; what runs in the background goes on.
  const tellsOfMainThread = said.reason === "idle" || said.source !== "hook";
  const goesOn = reason === "background" && background > 0 && said.status === "attention";
  if (goesOn && tellsOfMainThread) return false;
  if (report.only_from?.includes(status) === false) return false;
  return said.status === null || weigh(said, { status, evidence, nowMs }) === "settles";
}

// A hook that was under way while another source settled the same status: it
// alone knows the reason.
function saysWhy({ status, settled }: SessionState, said: Evidence): boolean {
  const isEnd = said.status === "attention" || said.status === "closed";
  if (said.source !== "hook" || said.status !== status || !isEnd) return false;
  return settled !== null && settled.source !== "hook" && settled.source !== "command";
}

function countBackground(state: SessionState, report: CheckedReport, said: Evidence): void {
  const { subagent_start: started, subagent_stop: stopped } = report;
  if (started !== undefined && !state.subagents.includes(started)) {
    if (state.subagents.length < MAX_SUBAGENTS) state.subagents.push(started);
    state.background += 1;
  }
  if (stopped !== undefined) {
    const index = state.subagents.indexOf(stopped);
    if (index !== -1) state.subagents.splice(index, 1);
    // One that a turn's end announced as still running has no start of its own here.
    const counted = index !== -1 || state.reason === "background";
    if (counted) state.background = Math.max(0, state.background - 1);
  }
  if (report.background !== undefined) {
    state.background = report.background;
    if (report.background === 0) state.subagents = [];
  }
  const idle = state.background === 0 && state.reason === "background";
  if (idle && state.status === "working" && report.status === undefined) {
    settle(state, { ...said, status: "attention", reason: "turn_done", message: null });
  }
}
