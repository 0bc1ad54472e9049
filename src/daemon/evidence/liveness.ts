import { type FindProcess, isStillRunning, type ProcessInfo } from "../../host/process.ts";
import { type CheckedReport, STALE_AFTER_MS } from "../../protocol/session.ts";
import { isStale, type SessionState } from "../sessions/state.ts";
import { isStopped, STOPPED } from "../sessions/stops.ts";
import type { Store } from "../sessions/store.ts";

/** Interval for an agent at work: its process may end, or its turn be interrupted, without a report. */
const WORK_MS = 10_000;
/** Interval for one that waits for a person: it can only be closed. */
const WAIT_MS = 60_000;
/** A launcher that is left may take the terminal with it before its agent is gone: 0.1 s, over one on a busy machine. */
const LEAVING_MS = 3000;

/** What a process says of its session. */
type Said = Pick<CheckedReport, "event" | "status" | "reason">;

const CLOSED = (event: string, reason: string): Said => ({ event, status: "closed", reason });
const STOP = { event: "stopped", status: "attention", reason: STOPPED } as const;
const CONTINUED = { event: "continued", status: "working", reason: null } as const;

/** What agents that have ended are about to say. */
export interface LastWords {
  /** Whether a hook that the session's process left behind has yet to report. */
  isAwaited(state: SessionState, nowMs: number): boolean;
  /** The processes of those hooks. */
  pidsOf(state: SessionState): readonly number[];
}

/**
 * Checks whether the agents' processes still run. Only on request, so that an
 * idle machine is never woken for it.
 * @param startedMs when this life of the hub began: what was told before it was as of then.
 */
export function createLiveness(store: Store, lastWords: LastWords, startedMs: number) {
  /** Those that were stale when they were last told of. */
  const toldStale = new WeakSet<SessionState>();
  for (const state of store.sessions()) noteStale(state, isStale(state, startedMs));
  /** Session -> when its process was first seen without its launcher and its terminal. */
  const leaving = new WeakMap<SessionState, { start: string; atMs: number }>();
  /** No open session turns stale before that; undefined while nobody has looked. */
  let freshUntilMs: number | undefined;

  function noteStale(state: SessionState, isIt: boolean): void {
    if (isIt) toldStale.add(state);
    else toldStale.delete(state);
  }

  function tell(state: SessionState, said: Said, nowMs: number): void {
    const report = { session_id: state.id, source: "process", at_ms: nowMs } as const;
    store.weigh(state, { ...report, ...said }, nowMs);
  }

  /** How long until an agent without a terminal is given up; 0 for one that was not left by its launcher. */
  function leavesInMs(
    state: SessionState,
    process: ProcessInfo,
    find: FindProcess,
    nowMs: number,
  ): number {
    const { pid, groupPid, start } = process;
    const launcher = find(groupPid);
    if (groupPid === pid || (launcher !== null && !launcher.isZombie)) return 0;
    const known = leaving.get(state);
    if (known?.start !== start) leaving.set(state, { start, atMs: nowMs });
    const sinceMs = known?.start === start ? Math.abs(nowMs - known.atMs) : 0;
    return Math.max(0, LEAVING_MS - sinceMs);
  }

  /**
   * Closes the session if its process is gone, or its terminal is; tells when it was stopped.
   * @returns how long until it is to be looked at again; undefined for not by itself.
   */
  function check(state: SessionState, find: FindProcess, nowMs: number): number | undefined {
    const { pid, pidStart, carrier, isCutOff } = state;
    if (state.status === "closed") return undefined;
    if (carrier !== null && !isCutOff && !isStillRunning(find(carrier.pid), carrier.start)) {
      store.cutOff(state);
      toldStale.add(state);
    }
    if (pid === null || pidStart === null) return undefined;
    const process = find(pid);
    if (!isStillRunning(process, pidStart)) {
      if (lastWords.isAwaited(state, nowMs)) return undefined;
      tell(state, CLOSED("exited", "process_exited"), nowMs);
      return undefined;
    }
    // Agents live on without it; the person is gone all the same.
    if (process.hasTerminal) state.hadTerminal = true;
    else if (state.hadTerminal) {
      const inMs = leavesInMs(state, process, find, nowMs);
      if (inMs > 0) return inMs;
      tell(state, CLOSED("terminal closed", "terminal_closed"), nowMs);
      return undefined;
    }
    state.aliveMs = nowMs; // no change to publish
    const wasStopped = isStopped(state);
    if (process.isStopped && !wasStopped) tell(state, STOP, nowMs);
    else if (!process.isStopped && wasStopped) tell(state, CONTINUED, nowMs);
    return undefined;
  }

  function ofOpen(dueInMs: (state: SessionState) => number | undefined): number | undefined {
    const open = [...store.sessions()].filter(({ status }) => status !== "closed");
    return soonest(open.map(dueInMs));
  }

  return {
    check,
    /** The same for what a process carries. @returns hooks that it left behind and that are awaited. */
    lookAtProcess(pid: number, find: FindProcess, nowMs: number): number[] {
      const carried = [...store.sessions()].filter((state) => {
        return state.pid === pid || state.carrier?.pid === pid;
      });
      for (const state of carried) check(state, find, nowMs);
      const open = carried.filter(({ status }) => status !== "closed");
      return open.flatMap((state) => lastWords.pidsOf(state));
    },
    /** A session was told of as it is now. */
    noteTold(state: SessionState, nowMs: number): void {
      noteStale(state, isStale(state, nowMs));
      const inMs = staleInMs(state, nowMs);
      if (inMs !== undefined && freshUntilMs !== undefined) {
        freshUntilMs = Math.min(freshUntilMs, nowMs + inMs);
      }
    },
    /** Publishes that a session has become stale: only time causes that, no report. */
    tellStale(state: SessionState, nowMs: number): void {
      const nowStale = isStale(state, nowMs);
      if (nowStale && !toldStale.has(state)) store.touch(state);
      noteStale(state, nowStale);
      freshUntilMs = undefined;
    },
    /** How long until any open session is to be looked at again; undefined for never. */
    dueInMs: (nowMs: number) => ofOpen((state) => dueInMs(state, nowMs)),
    /**
     * How long no session can turn stale, which only time tells; undefined for ever. All
     * are looked at once that is over: what is told of one meanwhile makes it shorter at most.
     */
    staleInMs(nowMs: number): number | undefined {
      if (freshUntilMs === undefined || freshUntilMs <= nowMs) {
        const inMs = ofOpen((state) => staleInMs(state, nowMs));
        freshUntilMs = nowMs + (inMs ?? Number.POSITIVE_INFINITY);
      }
      return freshUntilMs === Number.POSITIVE_INFINITY ? undefined : freshUntilMs - nowMs;
    },
  };
}

/** The least of these times; undefined for none. */
export function soonest(times: Iterable<number | undefined>): number | undefined {
  let least: number | undefined;
  for (const ms of times) if (ms !== undefined) least = Math.min(ms, least ?? ms);
  return least;
}

function dueInMs(state: SessionState, nowMs: number): number | undefined {
  const { pidStart, carrier, status, transcript } = state;
  const hasProcess = (pidStart ?? carrier) !== null;
  if (!hasProcess && isStale(state, nowMs)) return undefined;
  const waits = status === "attention";
  if (hasProcess || (transcript !== null && !waits)) return waits ? WAIT_MS : WORK_MS;
  return staleInMs(state, nowMs);
}

function staleInMs(state: SessionState, nowMs: number): number | undefined {
  if (state.received !== null || state.isWatched || isStale(state, nowMs)) return undefined;
  return Math.max(state.updatedMs, state.aliveMs) + STALE_AFTER_MS + 1 - nowMs;
}
