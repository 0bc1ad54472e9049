import { type ProcessInfo, splitAgent } from "../../host/process.ts";
import type { SessionState } from "../sessions/state.ts";
import { type FindProcess, isSame, type LastWords } from "./liveness.ts";

/** A hook is over within a second of its start, which takes its time on a busy machine. */
export const LAST_WORDS_MS = 3000;
/** One look at all processes serves the deaths of one moment. */
const FRESH_MS = 50;
/** Between a hook and its agent is a shell or two. */
const MAX_DEPTH = 8;

/**
 * An agent that is left starts a hook that tells why, and is gone before that has
 * been heard. The kernel tells of the end first; who was left is told one thing, so
 * the hooks that ran by then are awaited. Each ends when it was heard, or has spooled.
 * @param hooks those of any agent that were started a moment ago and still run.
 */
export function createLastWords(
  find: FindProcess,
  hooks: (nowMs: number) => ProcessInfo[],
): LastWords {
  /** Session -> what its process left behind, found when that was gone. */
  const left = new WeakMap<SessionState, { start: string; hooks: ProcessInfo[]; atMs: number }>();
  let looked: { hooks: ProcessInfo[]; atMs: number } | undefined;

  function orphans(nowMs: number): ProcessInfo[] {
    const isFresh = looked !== undefined && Math.abs(nowMs - looked.atMs) < FRESH_MS;
    if (!isFresh) looked = { hooks: hooks(nowMs), atMs: nowMs };
    return (looked?.hooks ?? []).filter((hook) => splitAgent(above(hook, find)).agent === null);
  }

  function running(state: SessionState): ProcessInfo[] {
    const { hooks = [] } = left.get(state) ?? {};
    return hooks.filter(({ pid, start }) => isSame(find(pid), start));
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
  };
}

/** The processes above a hook, the nearest first: of another agent's, that is among them. */
function above({ parentPid }: ProcessInfo, find: FindProcess): ProcessInfo[] {
  const chain: ProcessInfo[] = [];
  let next = find(parentPid);
  while (next !== null && next.pid > 1 && chain.length < MAX_DEPTH) {
    chain.push(next);
    next = find(next.parentPid);
  }
  return chain;
}
