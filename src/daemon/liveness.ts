import type { ProcessInfo } from "../host/process.ts";
import { isStale, type SessionState } from "./state.ts";
import type { Store } from "./store.ts";

/** Looks a process up, as `findProcess` does. */
export type FindProcess = (pid: number) => ProcessInfo | null;

/**
 * Knows whether the agents' processes are still there. It looks when somebody
 * asks; an idle machine is never woken for it.
 */
export function createLiveness(store: Store) {
  /** Session -> whether it was stale at the last look. */
  const wasStale = new WeakMap<SessionState, boolean>();

  return {
    /** Closes the session if its process is gone, a zombie, or another by now. */
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
    /** Nothing but time passes until a session is stale: somebody has to say so. */
    tellStale(state: SessionState, nowMs: number): void {
      const nowStale = isStale(state, nowMs);
      if (nowStale && wasStale.get(state) === false) store.touch(state);
      wasStale.set(state, nowStale);
    },
    /** Whether any open session has a process to look after, or is yet to turn stale. */
    hasAny(nowMs: number): boolean {
      for (const state of store.sessions()) {
        const { pidStart, carrier, status } = state;
        const hasProcess = (pidStart ?? carrier) !== null;
        if (status !== "closed" && (hasProcess || !isStale(state, nowMs))) return true;
      }
      return false;
    },
  };
}

/** Whether this is the process that started then, and still runs. */
export function isSame(found: ProcessInfo | null, start: string): boolean {
  return found !== null && found.start === start && !found.isZombie;
}
