import {
  MAX_HISTORY,
  type Source,
  STALE_AFTER_MS,
  type Status,
  type Terminal,
} from "../../protocol/session.ts";
import type { Answered, Call, Question } from "./asked.ts";
import type { ReceivedFacts } from "./received-facts.ts";
import { lastIndexOf, type PackedTransition, transition } from "./transitions.ts";

/** One statement of a source about a session. `status` is null when it has none. */
export interface Evidence {
  source: Source;
  /** The time it is about, as far as the source can tell. */
  atMs: number;
  /** The source's own name of the event. */
  event: string | null;
  status: Status | null;
  reason: string | null;
  message: string | null;
}

/** The end of a turn that may be followed by more: shown once `dueMs` has come and nothing has. */
export interface HeldEnd {
  said: Evidence;
  /** Unix milliseconds. */
  dueMs: number;
  /** What may follow is the turn of a prompt that was queued. */
  isQueued: boolean;
}

/**
 * One session as the daemon holds it. Plain data, journalled as it is: what nobody
 * has said of it is inherited (created.ts), and takes no memory.
 */
export interface SessionState {
  id: string;
  /** Names this session: another one than that of the same id which was deleted before. */
  instance: string;
  agentType: string;
  status: Status;
  reason: string | null;
  message: string | null;
  title: string | null;
  workingDir: string | null;
  priority: number;
  /** The seq of its last change. */
  seq: number;
  sinceMs: number;
  updatedMs: number;
  /** The newest evidence of each source, in no order; undefined where that is what settled the status. */
  evidence: Evidence[] | undefined;
  /** What settled the present status; null for a status inherited from another session. */
  settled: Evidence | null;
  /** The last ones, oldest first. */
  transitions: PackedTransition[];
  host: string | null;
  pid: number | null;
  pidStart: string | null;
  /** When the process was last seen alive; 0 for never. */
  aliveMs: number;
  /** Whether the kernel will tell when it ends; of this daemon's life only. */
  isWatched: boolean;
  /** Whether its process was seen with a terminal. */
  hadTerminal: boolean;
  parentId: string | null;
  background: number;
  /** Ids of subagents that have started and not ended. */
  subagents: string[];
  questions: Question[];
  /** How many questions it has asked: the last one's number. */
  asked: number;
  /** The status to go back to once all is answered; null when no question is open. */
  beforeQuestion: { status: Status; reason: string | null; message: string | null } | null;
  /** What was closed lately: a question that comes late is open unless it is among these. */
  answered: Answered[];
  /** The same of all that were asked until then; 0 for never. */
  allAnsweredMs: number;
  /** Tool calls that have begun and not ended, where the agent names them. */
  calls: Call[];
  /** When the agent last asked with a name of its own; 0 for never. */
  askedMs: number;
  /** When a hook last told of work that began; 0 for never. */
  begunMs: number;
  /** The turn that runs, or ran last, by the agent's own id; null when that gives none. */
  turn: string | null;
  /** When a hook told of its beginning; 0 for never. */
  turnBeganMs: number;
  /** When that turn ended; 0 while it runs. */
  turnEndMs: number;
  /** Prompts given while a turn ran, whose own turn has not ended. */
  queued: number;
  heldEnd: HeldEnd | null;
  terminal: Terminal | null;
  /** Path of the agent's own record of the session. */
  transcript: string | null;
  /** Folder where the agent keeps a record of each of its processes. */
  registry: string | null;
  acknowledgedMs: number | null;
  snoozedUntilMs: number | null;
  /** The same moment on the steady clock: the other one may be set back. */
  snoozeEndsMs: number | null;
  replacedBy: string | null;
  replayed: boolean;
  /** Not the owner's: created through the report-only socket, or brought by a relay. */
  reported: boolean;
  /** Null for what this hub saw itself. */
  received: ReceivedFacts | null;
  /** The process that forwards its reports from another machine, as ssh does. */
  carrier: { pid: number; start: string } | null;
  /** Its carrier or relay has ended, so no reports can come. */
  isCutOff: boolean;
}

/** The latest evidence of a source; undefined for none. */
export function latestEvidence(state: SessionState, source: Source): Evidence | undefined {
  return evidenceIn(state).find((said) => said.source === source);
}

/** The newest evidence of each source, in no order. */
export function evidenceIn({ evidence, settled }: SessionState): readonly Evidence[] {
  return evidence ?? (settled === null ? [] : [settled]);
}

/** Keeps evidence in the place of the source's last. */
export function noteEvidence(state: SessionState, said: Evidence): void {
  const { evidence, settled } = state;
  if (evidence === undefined) {
    state.evidence = settled === null || settled.source === said.source ? [said] : [settled, said];
    return;
  }
  for (let index = 0; index < evidence.length; index++) {
    if (evidence[index]?.source !== said.source) continue;
    evidence[index] = said;
    return;
  }
  state.evidence = [...evidence, said];
}

/** That evidence settles the status, whether it was noted or not. */
export function settleBy(state: SessionState, said: Evidence): void {
  const { evidence = [...evidenceIn(state)] } = state;
  state.settled = said;
  state.evidence = evidence.length === 1 && evidence[0] === said ? undefined : evidence;
}

/** Notes evidence that settles the status. */
export function noteSettling(state: SessionState, said: Evidence): void {
  const { evidence, settled } = state;
  if (evidence === undefined && settled?.source === said.source) state.settled = said;
  else {
    noteEvidence(state, said);
    settleBy(state, said);
  }
}

/** For a session that is resumed: its former process proves nothing any more. */
export function forgetProcess(state: SessionState): void {
  state.pid = null;
  state.pidStart = null;
  state.aliveMs = 0;
  state.isWatched = false;
  state.hadTerminal = false;
}

/** Sets the status; the same one again is no new transition. */
export function enterStatus(state: SessionState, status: Status, atMs: number): void {
  if (state.status === status) return;
  if (status !== "question" && state.beforeQuestion !== null) state.beforeQuestion = null;
  state.status = status;
  state.sinceMs = atMs;
  markUnseen(state);
  state.transitions = [...state.transitions.slice(1 - MAX_HISTORY), transition(status, atMs)];
}

/** A status that it was in before, as of then: what came since was undone (a close). */
export function goBackTo(state: SessionState, status: Status, atMs: number): void {
  const before = lastIndexOf(state.transitions, status, atMs);
  if (before !== -1) state.transitions = state.transitions.slice(0, before);
}

/** Something new happened: an acknowledgement or a snooze was of what was before. */
export function markUnseen(state: SessionState): void {
  state.acknowledgedMs = null;
  // What was never said is inherited: to write it down would make a field of it.
  if (state.snoozedUntilMs === null) return;
  state.snoozedUntilMs = null;
  state.snoozeEndsMs = null;
}

/** Not heard from, and not provably alive. */
export function isStale(state: SessionState, nowMs: number): boolean {
  const { received } = state;
  if (received !== null) return state.status !== "closed" && (state.isCutOff || received.isStale);
  const heardMs = Math.max(state.updatedMs, state.aliveMs);
  const isSilent = state.isCutOff || (!state.isWatched && nowMs - heardMs > STALE_AFTER_MS);
  return state.status !== "closed" && isSilent;
}
