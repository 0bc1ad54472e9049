import { ancestorsOf } from "../../host/ancestors.ts";
import { type FindProcess, isStillRunning } from "../../host/process.ts";
import { type CheckedReport, parseReport } from "../../protocol/session.ts";
import { latestEvidence, type SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { FoundRecord } from "./registry.ts";

/** What a record can be held against. */
export interface Known {
  store: Store;
  find: FindProcess;
  /** The session that was moved to the process of that job; null when none was. */
  movedFrom(job: string): string | null;
}

const ON_ITS_WAY = { event: "moved", status: undefined, reason: undefined } as const;

/**
 * What a record of an agent's registry says of its session: one that is known,
 * one that was closed and is taken up again, or one that ran before anybody
 * told of it. @returns null when it says nothing that can be proved.
 */
export function recordReport(record: FoundRecord, known: Known): CheckedReport | null {
  const { store, find, movedFrom } = known;
  // What it said last stays in the record of a process whose session went elsewhere.
  if (record.movedTo != null) return null;
  const state = store.findOwn(record.sessionId);
  if (state === undefined || state.status === "closed") return adopt(record, state, known);
  if (state.host !== null) return null;
  const isSameProcess = state.pid === record.pid && isStart(record, state.pidStart);
  if (state.pid !== null && !isSameProcess) return null;
  const process = state.pid === null ? processOf(record, find) : {};
  if (process === null) return null;
  return parseReport({ ...process, ...saysOf(record, state), ...replaces(record, movedFrom) });
}

function adopt(
  record: FoundRecord,
  state: SessionState | undefined,
  { store, find, movedFrom }: Known,
): CheckedReport | null {
  if (record.isSpare) return null;
  // A process from before the end is the one that ended.
  const isTakenUp = state === undefined || (record.startedMs ?? 0) > state.sinceMs;
  const process = isTakenUp ? processOf(record, find) : null;
  if (process === null) return null;
  const holders = store.withProcess(record.pid);
  // Where hooks name the session, they know best which it is.
  if (holders.some((holder) => latestEvidence(holder, "hook") !== undefined)) return null;
  const moved = replaces(record, movedFrom);
  const said = saysOf(record, undefined);
  return parseReport({
    ...process,
    ...(isOnItsWay(record, moved.replaces, store) ? { ...said, ...ON_ITS_WAY } : said),
    agent_type: record.agentType,
    working_dir: record.workingDir,
    replaces_pid: true,
    ...moved,
    // It was so before anybody looked; only what waits for somebody is news.
    replayed: record.status !== "waiting",
  });
}

/** A moved session that worked is idle while it is taken up: it goes on as it was. */
function isOnItsWay({ status }: FoundRecord, from: string | undefined, store: Store): boolean {
  return status === "idle" && from !== undefined && store.find(from)?.status === "working";
}

function saysOf(record: FoundRecord, state: SessionState | undefined) {
  const common = {
    session_id: record.sessionId,
    source: "registry",
    event: record.status,
    at_ms: record.statusMs,
    ...(record.title != null && { title: record.title }),
  };
  if (record.status === "busy") return { ...common, status: "working", answers: "*" };
  const asks = record.status === "waiting" ? whatAsks(record, state) : null;
  if (asks !== null) {
    const message = record.waitingFor;
    return { ...common, status: "question", reason: asks, message, asks: "registry" };
  }
  // A dialog between turns is one that the user has opened.
  if (record.status === "waiting") return { ...common, status: "attention", reason: "idle" };
  // Hooks tell when a turn is done that they told of: ended without them, it was broken off.
  const isHooked = state !== undefined && latestEvidence(state, "hook") !== undefined;
  return { ...common, status: "attention", reason: isHooked ? "interrupted" : "idle" };
}

/** The session's earlier name, in the process that it was moved from. */
function replaces(
  { job, sessionId }: FoundRecord,
  movedFrom: Known["movedFrom"],
): { replaces?: string } {
  const id = job == null ? null : movedFrom(job);
  return id === null || id === sessionId ? {} : { replaces: id };
}

function whatAsks(
  { waitingFor, format }: FoundRecord,
  state: SessionState | undefined,
): string | null {
  const asks = waitingFor === null ? undefined : format.asks(waitingFor);
  if (asks !== undefined) return asks;
  return state === undefined || state.status === "attention" ? null : "question";
}

/** The record's process, if it runs: a record of one that was killed stays behind. */
function processOf({ pid, start }: FoundRecord, find: FindProcess) {
  const found = start === null ? null : find(pid);
  if (found === null || start === null || !isStillRunning(found, start)) return null;
  const ancestors = ancestorsOf(found, find).map((above) => above.pid);
  return { pid, pid_start: start, ancestors };
}

function isStart({ start }: FoundRecord, known: string | null): boolean {
  return start === null || known === null || start === known;
}
