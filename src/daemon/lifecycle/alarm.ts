/** A timer that runs only while something is due. */
export interface Alarm {
  /** Recomputes when to ring: to be called whenever that may be earlier. */
  arm(): void;
  stop(): void;
}

/**
 * @param dueInMs how long until it rings; undefined for not at all.
 * @param ring what to do then. The alarm is armed again afterwards.
 */
export function createAlarm(dueInMs: () => number | undefined, ring: () => void): Alarm {
  let timer: Timer | undefined;
  /** When the timer goes off, on the monotonic clock. */
  let ringsMs = Number.POSITIVE_INFINITY;
  let isStopped = false;
  function arm(): void {
    const ms = isStopped ? undefined : dueInMs();
    if (ms === undefined) return;
    const dueMs = performance.now() + Math.max(1, ms);
    // One that rings too early is armed again; a millisecond is not worth a new timer.
    if (dueMs > ringsMs - 1) return;
    clearTimeout(timer);
    ringsMs = dueMs;
    timer = setTimeout(ringNow, dueMs - performance.now());
  }
  function ringNow(): void {
    ringsMs = Number.POSITIVE_INFINITY;
    ring();
    arm();
  }
  return {
    arm,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
