import { ancestorsOf, splitAgent } from "../../host/ancestors.ts";
import { type FindProcess, isStillRunning, type ProcessInfo } from "../../host/process.ts";
import type { HeldEnd, SessionState } from "../sessions/state.ts";
import type { LastWords } from "./liveness.ts";

/** A hook is over within a second of its start, which takes its time on a busy machine. */
export const LAST_WORDS_MS = 3000;
/** One look at all processes serves the deaths of one moment. */
const FRESH_MS = 50;
/** A hook that a turn's end waits for is looked at so often. */
const AGAIN_MS = 30;
/** Between a hook and its agent is a shell or two. */
const MAX_DEPTH = 8;

/** What agents that go on are about to say. */
export interface NextWords {
  /**
   * Holds the end of a turn that is due until the hooks were heard that its agent has
   * under way: one that tells of a queued prompt takes its time on a busy machine.
   */
  holdEnd(end: HeldEnd, agentPid: number, nowMs: number): void;
}

/**
 * An agent that is left starts a hook that tells why, and is gone before that has
 * been heard. The kernel tells of the end first; who was left is told one thing, so
 * the hooks that ran by then are awaited. Each ends when it was heard, or has spooled.
 * @param hooks those of any agent that were started a moment ago and still run.
 */
export function createLastWords(
  find: FindProcess,
  hooks: (nowMs: number) => ProcessInfo[],
): LastWords & NextWords {
  /** Session -> what its process left behind, found when that was gone. */
  const left = new WeakMap<SessionState, { start: string; hooks: ProcessInfo[]; atMs: number }>();
  /** The end of a turn -> the hooks that its agent had under way when it was due. */
  const underWay = new WeakMap<HeldEnd, { hooks: ProcessInfo[]; atMs: number }>();
  let looked: { hooks: ProcessInfo[]; atMs: number } | undefined;

  /** The processes above a hook, the nearest first: of another agent's, that is among them. */
  const above = (hook: ProcessInfo) => ancestorsOf(hook, find, MAX_DEPTH);
  function started(nowMs: number): ProcessInfo[] {
    const isFresh = looked !== undefined && Math.abs(nowMs - looked.atMs) < FRESH_MS;
    if (!isFresh) looked = { hooks: hooks(nowMs), atMs: nowMs };
    return looked?.hooks ?? [];
  }

  function orphans(nowMs: number): ProcessInfo[] {
    return started(nowMs).filter((hook) => splitAgent(above(hook)).agent === null);
  }

  const isRunning = ({ pid, start }: ProcessInfo) => isStillRunning(find(pid), start);

  function running(state: SessionState): ProcessInfo[] {
    const { hooks = [] } = left.get(state) ?? {};
    return hooks.filter(isRunning);
  }

  return {
    isAwaited(state, nowMs) {
      const start = `${state.pid} ${state.pidStart}`;
      const known = left.get(state);
      if (known?.start !== start) left.set(state, { start, hooks: orphans(nowMs), atMs: nowMs });
      else if (Math.abs(nowMs - known.atMs) >= LAST_WORDS_MS) return false;
      return running(state).length > 0;
    },
    pidsOf: (state) => running(state).map(({ pid }) => pid),
    holdEnd(end, agentPid, nowMs) {
      const isOwn = (hook: ProcessInfo) => above(hook).some(({ pid }) => pid === agentPid);
      const known = underWay.get(end) ?? { hooks: started(nowMs).filter(isOwn), atMs: nowMs };
      underWay.set(end, known);
      const isLong = Math.abs(nowMs - known.atMs) >= LAST_WORDS_MS;
      if (!isLong && known.hooks.some(isRunning)) end.dueMs = nowMs + AGAIN_MS;
    },
  };
}
