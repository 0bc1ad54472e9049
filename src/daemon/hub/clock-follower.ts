import type { Store } from "../sessions/store.ts";

/** What the clock may differ by without having been set: it is adjusted a little all the time. */
const SET_MS = 500;

/** Notices that the clock was set back. */
export interface ClockFollower {
  /** To be called before anything that goes by the clock. @returns whether sessions were changed. */
  follow(nowMs: number): boolean;
}

/**
 * What was put off for ten minutes comes back in ten, though the clock is set back
 * by five hours meanwhile, in this life of the hub or between two.
 * @param elapsedMs a clock of this process that only goes forward, quick to read.
 * @param steadyMs see `host/steady-clock.ts`.
 */
export function createClockFollower(
  store: Store,
  elapsedMs: () => number,
  steadyMs: () => number,
): ClockFollower {
  /** By how much the clock is ahead of this process's own; undefined at first. */
  let aheadMs: number | undefined;
  return {
    follow(nowMs) {
      const nowAheadMs = nowMs - elapsedMs();
      const wasSetBack = aheadMs === undefined || aheadMs - nowAheadMs > SET_MS;
      aheadMs = nowAheadMs;
      return wasSetBack && store.limitSnoozes(nowMs, steadyMs());
    },
  };
}
