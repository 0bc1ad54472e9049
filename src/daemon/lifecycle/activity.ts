/** When the daemon last had something to do. */
export interface Activity {
  /** A message came, or a connection was opened or closed. */
  note(): void;
  /** Connections or active sessions keep it in use, though no message comes. */
  keepInUse(): void;
  /** Goes on from how it stood before a re-exec. */
  restore(former: { quietMs: number; unusedMs: number }): void;
  /** How long ago the last message came. */
  quietMs(): number;
  /** For how long it has not been in use. */
  unusedMs(): number;
}

/** @param now a clock that only goes forward, in milliseconds. */
export function createActivity(now: () => number): Activity {
  let messageMs = now();
  let usedMs = messageMs;
  return {
    note() {
      messageMs = usedMs = now();
    },
    keepInUse() {
      usedMs = now();
    },
    restore({ quietMs, unusedMs }) {
      messageMs = now() - quietMs;
      usedMs = now() - unusedMs;
    },
    quietMs: () => now() - messageMs,
    unusedMs: () => now() - usedMs,
  };
}
