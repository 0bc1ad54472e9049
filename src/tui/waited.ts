/** Least time between two questions. */
const FRESH_MS = 20_000;

/** How long it was waited for a person today, as the hub last said and as it went on since. */
export interface WaitedToday {
  /**
   * @param waiting sessions that wait by then.
   * @returns milliseconds; 0 while nobody has said.
   */
  at(nowMs: number, waiting: number): number;
  /** Asks, unless that was just done. */
  refresh(): void;
}

/** @param onAnswer called with each answer. */
export function createWaitedToday(ask: () => Promise<number>, onAnswer: () => void): WaitedToday {
  let said: { ms: number; atMs: number } | undefined;
  let askedMs = Number.NEGATIVE_INFINITY;
  return {
    at(nowMs, waiting) {
      if (said === undefined) return 0;
      // A view stays open over night: today begins anew without a word of the hub.
      const midnightMs = new Date(nowMs).setHours(0, 0, 0, 0);
      const before = said.atMs >= midnightMs ? said.ms : 0;
      return before + waiting * Math.max(0, nowMs - Math.max(said.atMs, midnightMs));
    },
    refresh() {
      const nowMs = performance.now();
      if (nowMs - askedMs < FRESH_MS) return;
      askedMs = nowMs;
      ask().then(
        (ms) => {
          said = { ms, atMs: Date.now() };
          onAnswer();
        },
        () => {}, // away, or an older hub: the head has the rest
      );
    },
  };
}
