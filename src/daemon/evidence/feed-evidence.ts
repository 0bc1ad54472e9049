import type { FeedStatus, FeedWord } from "../../agents/facets/feed.ts";
import { parseReport } from "../../protocol/session.ts";
import { answeredForMs } from "../sessions/questions.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { afterHook } from "./hook-time.ts";

/** What a server says of how one of its threads stands. */
export type StatusWord = Extract<FeedWord, { kind: "status" }> & { atMs: number };

/** Hooks that tell of the same moment come first. */
const SETTLED_MS = 150;
/** Esc at a dialog is an answer first, and 0.15 s later the end of the turn. */
const ANSWERED_MS = 240;
const MAX_LATE_MS = 250;
/** The hook of a dialog tells what is asked, and its server only that something is. */
const ASKED_MS = 500;

/**
 * How long a status has to hold before it counts.
 * @param lateMs how long after it was said it was heard: on a busy machine the end
 * that may follow an answer takes longer, too.
 */
export function settledMs(status: FeedStatus, lateMs = 0): number {
  if (status === "working") return ANSWERED_MS + 2 * Math.min(Math.max(0, lateMs), MAX_LATE_MS);
  return status === "permission" || status === "question" ? ASKED_MS : SETTLED_MS;
}

/** The session of a thread, and the name of the subagent whose thread it is. */
export function ownerOf(
  store: Store,
  id: string,
): { state: SessionState; subagent: string | null } | undefined {
  const own = store.findOwn(id);
  if (own !== undefined) return { state: own, subagent: null };
  for (const state of store.sessions()) {
    if (!state.reported && state.subagents.includes(id)) return { state, subagent: id };
  }
  return undefined;
}

/**
 * Holds what a server says of a thread against what is known. It is a level: it
 * says what holds now, and that nobody is asked any more.
 */
export function noteStatus(store: Store, word: StatusWord, nowMs: number): void {
  const owner = ownerOf(store, word.id);
  if (owner === undefined || owner.state.status === "closed") return;
  const { state, subagent } = owner;
  const scope = subagent === null ? "main:" : `agent:${subagent}:`;
  const isAsked = state.questions.some(({ key }) => key.startsWith(scope));
  const common = { session_id: state.id, source: "registry", event: word.status };
  const take = (says: object) => {
    const report = parseReport({ ...common, at_ms: word.atMs, ...says });
    if (report !== null) store.set(report, nowMs);
  };
  const { status } = word;
  if (status === "permission" || status === "question") {
    // What was answered through the hub within the half second that this is held is not asked anew.
    const isAnswered = answeredForMs(state, nowMs) > 0;
    if (!isAsked && !isAnswered) {
      take({ status: "question", reason: status, asks: `${scope}server` });
    }
  } else if (subagent !== null) {
    if (isAsked) take({ answers: `${scope}*` });
  } else if (status === "working") {
    if (isAsked) take({ status, answers: `${scope}*` });
    else if (state.status === "attention") take({ status });
  } else if (status === "idle" && !isPlan(state)) {
    if (isAsked || state.status === "working") {
      const at_ms = afterHook(word.atMs, state);
      take({ status: "attention", reason: "interrupted", at_ms });
    }
  }
}

/** A subagent whose thread has come to rest without a hook of its end. */
export function noteSubagentEnd(store: Store, id: string, nowMs: number): void {
  const owner = ownerOf(store, id);
  if (owner?.subagent == null) return;
  const report = { session_id: owner.state.id, source: "registry", event: "subagent idle" };
  const checked = parseReport({ ...report, subagent_stop: id, at_ms: nowMs });
  if (checked !== null) store.set(checked, nowMs);
}

// It is agreed to between two turns.
function isPlan({ status, reason }: SessionState): boolean {
  return status === "question" && reason === "plan";
}
