/** A daemon that has handled few messages holds less. */
const LITTLE_KB = 5632;
/** Some hundred messages leave as much; a re-exec takes as long as they do. */
const WORTH_KB = 1024;
/** The least time between two: a busy daemon is faster with its code compiled. */
const PAUSE_MS = 10 * 60_000;

/** From how much memory a re-exec is worth its time, and when. */
export interface Threshold {
  /** Whether that much is worth a re-exec. The first call after one takes its memory for the least. */
  isReached(anonymousKb: number): boolean;
  /** How long the next one has to wait yet. */
  readonly waitMs: number;
  /** It does not work here: none is worth it any more. */
  giveUp(): void;
}

/**
 * @param isReExec whether this process comes from a re-exec.
 * @param now a clock that only goes forward, in milliseconds.
 */
export function createThreshold(isReExec: boolean, now: () => number): Threshold {
  // After a re-exec unknown until the first idle period: a daemon with so many
  // sessions never holds less.
  let worthKb = isReExec ? undefined : LITTLE_KB;
  const notBeforeMs = isReExec ? now() + PAUSE_MS : now();
  return {
    isReached(kb) {
      worthKb ??= kb + WORTH_KB;
      return kb >= worthKb;
    },
    get waitMs() {
      return Math.max(0, notBeforeMs - now());
    },
    giveUp() {
      worthKb = Number.POSITIVE_INFINITY;
    },
  };
}
