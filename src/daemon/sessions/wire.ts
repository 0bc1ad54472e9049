import type { Question as WireQuestion } from "../../protocol/questions.ts";
import type { Session } from "../../protocol/session.ts";
import { displayName } from "../../protocol/text.ts";
import type { Question } from "./asked.ts";
import { isShown } from "./questions.ts";
import { isStale, type SessionState } from "./state.ts";
import { unpack } from "./transitions.ts";

const NOBODY = "no hook of its agent stays for an answer: it has to be given there";

/** The session as it stands on the wire at `nowMs`. */
export function toWire(state: SessionState, nowMs: number): Session {
  const closed = state.status === "closed";
  return {
    session_id: state.id,
    instance: state.instance,
    agent_type: state.agentType,
    status: state.status,
    working_dir: state.workingDir,
    elapsed_seconds: secondsBetween(state.sinceMs, nowMs),
    idle_seconds: secondsBetween(state.updatedMs, nowMs),
    history: unpack(state.transitions),
    closed,
    priority: state.priority,
    display_name: state.received?.displayName ?? displayName(state.workingDir),
    reason: state.reason,
    message: state.message,
    title: state.title,
    seq: state.seq,
    since_ms: state.sinceMs,
    updated_ms: state.updatedMs,
    host: state.host,
    via: state.received?.from ?? null,
    pid: state.pid,
    parent_id: state.parentId,
    background: state.background,
    terminal: state.terminal,
    acknowledged_ms: state.acknowledgedMs,
    snoozed_until_ms: state.snoozedUntilMs,
    stale: isStale(state, nowMs),
    replaced_by: state.replacedBy,
    // Hardly any session has any.
    questions: state.questions.length === 0 ? NONE : state.questions.filter(isShown).map(asWire),
    replayed: state.replayed,
  };
}

const NONE: WireQuestion[] = [];

function asWire({ id, reason, message, atMs, hold }: Question): WireQuestion {
  const { detail, hash, options, whyNot } = hold?.facts ?? UNHELD;
  return {
    id,
    kind: reason ?? "question",
    message,
    detail,
    hash,
    options: [...options],
    answerable: whyNot === null,
    why_not: whyNot,
    asked_ms: atMs,
  };
}

const UNHELD = { detail: null, hash: null, options: [], whyNot: NOBODY };

// The clock may have been set back in between; v1 clients read unsigned integers.
function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}
