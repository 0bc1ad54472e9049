// The tool calls of a session that run, by the agent's own ids, and what their ends answer. Pure.
import type { CheckedReport } from "../../protocol/session.ts";
import type { SessionState } from "./state.ts";

// An agent may tell of no end, and a turn then has hundreds: a batch has fewer than that.
const MAX_CALLS = 16;
/** Nobody answers sooner than that; what comes sooner is of the call that asks. */
const SOON_MS = 500;

/**
 * Notes the call that a report begins or ends.
 * @returns the names of questions that are answered by that, a trailing `*` included.
 */
export function noteCall(state: SessionState, report: CheckedReport, atMs: number): string[] {
  const { call: id, asks, answers, source } = report;
  // A record that tells that nobody is asked any more says of what was granted that it runs.
  const isLevel = source === "registry" || source === "process";
  if (answers?.endsWith("*") && !isLevel && state.calls.length > 0) {
    const thread = answers.slice(0, -1);
    state.calls = state.calls.filter((call) => !call.id.startsWith(thread));
  }
  const names = answers === undefined ? [] : [answers];
  if (id === undefined) return names;
  const begun = state.calls.find((call) => call.id === id);
  const others = state.calls.filter((call) => call !== begun);
  if (asks !== undefined) {
    state.calls = [...others, { id, key: asks, atMs }].slice(-MAX_CALLS);
  } else if (begun !== undefined) {
    state.calls = others;
    // Another hook may have changed what it does.
    if (begun.key !== answers) names.push(begun.key);
  }
  return report.settles_others === true ? [...names, ...othersOf(state, id, atMs)] : names;
}

/**
 * What a thread asks about no call of its own, as about the network or a process
 * inside a call: answered by its next step, once no call is left that ran by then.
 */
function othersOf({ questions, calls }: SessionState, id: string, atMs: number): string[] {
  const thread = id.slice(0, id.indexOf("call:"));
  const running = calls.filter((call) => call.id.startsWith(thread));
  return questions.flatMap(({ key, reason, atMs: askedMs }) => {
    const isLoose = reason === "permission" && key.startsWith(`${thread}tool:`);
    const mayRun = running.some((call) => call.key === key || call.atMs <= askedMs);
    return isLoose && !mayRun && atMs - askedMs > SOON_MS ? [key] : [];
  });
}
