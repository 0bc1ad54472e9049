import type { ProcessInfo } from "../../host/process.ts";
import { STALE_AFTER_MS } from "../../protocol/session.ts";
import { isStale, type SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/** Interval for an agent at work: its process may end, or its turn be interrupted, without a report. */
const WORK_MS = 10_000;
/** Interval for one that waits for a person: it can only be closed. */
const WAIT_MS = 60_000;

/** Looks a process up, as `findProcess` does. */
export type FindProcess = (pid: number) => ProcessInfo | null;

/**
 * Checks whether the agents' processes still run. Only on request, so that an
 * idle machine is never woken for it.
 */
export function createLiveness(store: Store) {
  /** Session -> whether it was stale at the last check. */
  const wasStale = new WeakMap<SessionState, boolean>();

  return {
    /** Closes the session if its process has ended, is a zombie, or its id was reused. */
    check(state: SessionState, find: FindProcess, nowMs: number): void {
      const { pid, pidStart, carrier, isCutOff } = state;
      if (state.status === "closed") return;
      if (carrier !== null && !isCutOff && !isSame(find(carrier.pid), carrier.start)) {
        store.cutOff(state);
        wasStale.set(state, true);
      }
      if (pid === null || pidStart === null) return;
      if (isSame(find(pid), pidStart)) {
        store.noteAlive(state, nowMs);
        return;
      }
      const report = { session_id: state.id, source: "process", event: "exited" } as const;
      const end = { status: "closed", reason: "process_exited", at_ms: nowMs } as const;
      store.weigh(state, { ...report, ...end }, nowMs);
    },
    /** Publishes that a session has become stale: only time causes that, no report. */
    tellStale(state: SessionState, nowMs: number): void {
      const nowStale = isStale(state, nowMs);
      if (nowStale && wasStale.get(state) === false) store.touch(state);
      wasStale.set(state, nowStale);
    },
    /** How long until the next check of any open session; undefined for never. */
    dueInMs(nowMs: number): number | undefined {
      let soonest: number | undefined;
      for (const state of store.sessions()) {
        const ms = state.status === "closed" ? undefined : dueInMs(state, nowMs);
        if (ms !== undefined) soonest = Math.min(ms, soonest ?? ms);
      }
      return soonest;
    },
  };
}

function dueInMs(state: SessionState, nowMs: number): number | undefined {
  const { pidStart, carrier, status, transcript } = state;
  const hasProcess = (pidStart ?? carrier) !== null;
  if (!hasProcess && isStale(state, nowMs)) return undefined;
  const waits = status === "attention";
  if (hasProcess || (transcript !== null && !waits)) return waits ? WAIT_MS : WORK_MS;
  return Math.max(state.updatedMs, state.aliveMs) + STALE_AFTER_MS + 1 - nowMs;
}

/** Whether this is the process with that start, and it runs. */
export function isSame(found: ProcessInfo | null, start: string): boolean {
  return found !== null && found.start === start && !found.isZombie;
}
