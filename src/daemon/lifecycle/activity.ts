/** How long ago it had something to do, to be handed over. */
export interface SavedActivity {
  quietMs: number;
  unusedMs: number;
  /** Older daemons did not tell. */
  uncheckedMs?: number;
}

/** When the daemon last had something to do. */
export interface Activity {
  /** A message came, or a connection was opened or closed. */
  note(): void;
  /** Connections or active sessions keep it in use, though no message comes, for so long from now on. */
  keepInUse(forMs: number): void;
  /** The check that comes once a minute was made. */
  noteCheck(): void;
  /** How it stands, for {@link Activity.restore} after a re-exec. */
  save(): SavedActivity;
  restore(former: SavedActivity): void;
  /** How long ago the last message came. */
  quietMs(): number;
  /** For how long it has not been in use; negative while it will be. */
  unusedMs(): number;
  /** How long ago the check was made. */
  uncheckedMs(): number;
}

/** @param now a clock that only goes forward, in milliseconds. */
export function createActivity(now: () => number): Activity {
  let messageMs = now();
  let usedMs = messageMs;
  let checkedMs = messageMs;
  return {
    note() {
      messageMs = usedMs = now();
    },
    keepInUse(forMs) {
      usedMs = now() + forMs;
    },
    noteCheck() {
      checkedMs = now();
    },
    save: () => ({
      quietMs: now() - messageMs,
      unusedMs: now() - usedMs,
      uncheckedMs: now() - checkedMs,
    }),
    restore({ quietMs, unusedMs, uncheckedMs = 0 }) {
      messageMs = now() - quietMs;
      usedMs = now() - unusedMs;
      checkedMs = now() - uncheckedMs;
    },
    quietMs: () => now() - messageMs,
    unusedMs: () => now() - usedMs,
    uncheckedMs: () => now() - checkedMs,
  };
}
