/** Least time between two questions. */
const FRESH_MS = 20_000;

/** How long it was waited for a person today, as the hub last said. */
export interface WaitedToday {
  /** 0 while nobody has said. */
  readonly ms: number;
  /** Asks, unless that was just done. */
  refresh(): void;
}

/** @param onAnswer called with each answer. */
export function createWaitedToday(ask: () => Promise<number>, onAnswer: () => void): WaitedToday {
  let saidMs = 0;
  let askedMs = Number.NEGATIVE_INFINITY;
  return {
    get ms() {
      return saidMs;
    },
    refresh() {
      const nowMs = performance.now();
      if (nowMs - askedMs < FRESH_MS) return;
      askedMs = nowMs;
      ask().then(
        (ms) => {
          saidMs = ms;
          onAnswer();
        },
        () => {}, // away, or an older hub: the head has the rest
      );
    },
  };
}
