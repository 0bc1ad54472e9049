// Questions of an agent: opened by a request, closed by its answer. Pure but for the state given.
import { type CheckedReport, MAX_HOLD_MS } from "../../protocol/session.ts";
import type { Answered, Question } from "./asked.ts";
import type { Hold } from "./hold.ts";
import { type Evidence, enterStatus, markUnseen, type SessionState, settleBy } from "./state.ts";
import { statusBeneath } from "./stops.ts";

const MAX_QUESTIONS = 64;
const MAX_ANSWERED = 8;
/** A report that is later than this is taken for answered. */
const LATEST_MS = 60_000;
/** By then a record tells of an answer that its agent was handed: 1.8 s at most was seen, on a busy machine. */
const RECORDED_MS = 5000;
const WORKING = { status: "working", reason: null, message: null } as const;

/** Whether the report asks a question that is to be held back. */
export function isHeld(report: CheckedReport): boolean {
  return report.source !== undefined && report.source !== "command" && (report.hold_ms ?? 0) > 0;
}

/** Shows the held questions that are due. @returns whether there were any. */
export function showDueQuestions(state: SessionState, nowMs: number): boolean {
  let anyDue = false;
  for (const question of state.questions) {
    const leftMs = question.dueMs - nowMs;
    // Further in the future than any may be: the clock was set back.
    if (question.dueMs === 0 || (leftMs > 0 && leftMs <= MAX_HOLD_MS)) continue;
    question.dueMs = 0;
    anyDue = true;
  }
  if (!anyDue) return false;
  markUnseen(state);
  showQuestion(state);
  return true;
}

/** When the first held question of the session is due, in Unix milliseconds. */
export function nextDueMs(state: SessionState): number | undefined {
  let next: number | undefined;
  for (const { dueMs } of state.questions) {
    if (dueMs > 0 && (next === undefined || dueMs < next)) next = dueMs;
  }
  return next;
}

/** After the last answer: back to the status from before the questions. */
export function resume(state: SessionState, said: Evidence): void {
  const { status, reason, message } = state.beforeQuestion ?? WORKING;
  enterStatus(state, status, said.atMs);
  state.reason = reason;
  state.message = message;
  settleBy(state, said);
}

/** Opens a question, or adds to the open one of that name. */
export function ask(
  state: SessionState,
  report: CheckedReport,
  said: Evidence,
  nowMs: number,
): void {
  const key = report.asks ?? "";
  // A record that shows a dialog is about what the agent asked, shown or held back.
  if (said.source === "registry" && showHeld(state)) return;
  // The same questions as the registry reports, there without a key.
  if (said.source === "hook") {
    state.questions = state.questions.filter(({ source }) => source === "hook");
  }
  const known = state.questions.find((question) => question.key === key);
  const { source, event, atMs } = said;
  const question: Question = known ?? {
    id: nameQuestion(state, atMs),
    key,
    reason: null,
    message: null,
    atMs,
    source,
    event,
    dueMs: 0,
    hold: null,
  };
  question.reason = report.reason ?? question.reason;
  // These name the dialog; what it is about was said before.
  const namesDialog = report.reminder === true || said.source === "registry";
  const isTold = namesDialog && state.status === "working" && state.message !== null;
  question.message = (isTold ? state.message : report.message) ?? question.message;
  if (report.reminder !== true) state.askedMs = Math.max(state.askedMs, atMs);
  const holds = report.hold_ms !== undefined && report.hold_ms > 0;
  // What was held back is asked for certain by now.
  const isNews = known === undefined || known.dueMs > 0;
  if (!holds && isNews) markUnseen(state);
  if (!holds) question.dueMs = 0;
  else if (known === undefined) question.dueMs = nowMs + (report.hold_ms ?? 0);
  if (known !== undefined) return;
  state.questions = [...state.questions, question].slice(-MAX_QUESTIONS);
}

/** A name that no other question of the session has, not even after its journal was lost. */
function nameQuestion(state: SessionState, atMs: number): string {
  state.asked += 1;
  return `${atMs.toString(36)}-${state.asked}`;
}

/** The question of that name which is shown; undefined when none is. */
export function openQuestion(state: SessionState, key: string): Question | undefined {
  return state.questions.find((question) => question.key === key && isShown(question));
}

/**
 * Somebody stays for its answer. Where somebody did before, that was for an
 * earlier request of the same words: this one is another question.
 */
export function holdQuestion(state: SessionState, question: Question, hold: Hold): void {
  if (question.hold !== null) question.id = nameQuestion(state, question.atMs);
  question.hold = hold;
}

/** Shows what a hook asked and is held back. @returns whether a hook asked anything. */
function showHeld(state: SessionState): boolean {
  const asked = state.questions.filter(({ source }) => source === "hook");
  for (const question of asked) question.dueMs = 0;
  if (asked.length > 0) showQuestion(state);
  return asked.length > 0;
}

/** Closes the questions of that name that were open at `atMs`. @returns whether there were any. */
export function answer(state: SessionState, key: string, atMs: number, nowMs: number): boolean {
  const before = state.questions.length;
  const shown = state.questions.find(isShown);
  noteAnswered(state, { key, atMs });
  state.questions = state.questions.filter((question) => {
    // One in the future was asked before the clock was set back.
    return !names(key, question.key) || (question.atMs > atMs && question.atMs <= nowMs);
  });
  // A person who saw the first question has not seen the next.
  if (state.questions.find(isShown) !== shown) markUnseen(state);
  return state.questions.length < before;
}

/** The question of that name, just closed, was answered through the hub: its agent has yet to hear of it. */
export function noteAnsweredHere(state: SessionState, key: string, nowMs: number): void {
  const untilMs = nowMs + RECORDED_MS;
  state.answered = state.answered.map((one) => (one.key === key ? { ...one, atMs: untilMs } : one));
}

/** How long an agent's record may still say that it waits for what was answered through the hub. */
export function answeredForMs(state: SessionState, nowMs: number): number {
  const times = [...state.answered.map(({ atMs }) => atMs), state.allAnsweredMs];
  return Math.max(0, ...times.map((atMs) => atMs - nowMs).filter((ms) => ms <= RECORDED_MS));
}

/** Closes all questions: the turn is over. */
export function answerAll(state: SessionState, atMs: number): void {
  if (state.questions.length > 0) state.questions = [];
  state.allAnsweredMs = atMs;
  if (state.answered.length > 0) state.answered = lately(state, "*", atMs);
}

/** Whether something was answered at that time or later. */
export function isAnsweredSince({ answered, allAnsweredMs }: SessionState, sinceMs: number) {
  return allAnsweredMs >= sinceMs || answered.some(({ atMs }) => atMs >= sinceMs);
}

/**
 * Whether the question of a report that comes late is still open: nothing has
 * answered it since it was asked.
 */
export function isUnanswered(state: SessionState, report: CheckedReport, said: Evidence): boolean {
  const { asks } = report;
  if (said.status !== "question" || asks === undefined || state.status === "closed") return false;
  if (state.allAnsweredMs >= said.atMs) return false;
  return !state.answered.some(({ key, atMs }) => atMs >= said.atMs && names(key, asks));
}

function noteAnswered(state: SessionState, answered: Answered): void {
  if (answered.atMs - state.allAnsweredMs >= LATEST_MS) state.allAnsweredMs = 0;
  const others = lately(state, answered.key, answered.atMs);
  state.answered = [...others, answered].slice(-MAX_ANSWERED);
}

/** What was answered not long before, under another name. */
function lately({ answered }: SessionState, name: string, beforeMs: number): Answered[] {
  return answered.filter(({ key, atMs }) => key !== name && beforeMs - atMs < LATEST_MS);
}

/** Whether a name, or with a trailing `*` the beginning of one, names the question. */
function names(pattern: string, key: string): boolean {
  return pattern.endsWith("*") ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
}

/** Whether it is shown by now. */
export function isShown({ dueMs }: Question): boolean {
  return dueMs === 0;
}

/** Shows the oldest open question. @returns whether there is one. */
export function showQuestion(state: SessionState): boolean {
  const question = state.questions.find(isShown);
  if (question === undefined) return false;
  const before = statusBeneath(state);
  enterStatus(state, "question", Math.max(question.atMs, state.sinceMs));
  state.beforeQuestion = before;
  const { reason: why, message: line, atMs, source, event } = question;
  if (state.settled?.status !== "question" || state.settled.atMs !== atMs) {
    settleBy(state, { source, atMs, event, status: "question", reason: why, message: line });
  }
  state.reason = why;
  state.message = line;
  return true;
}
