/** What is watched once, however many sessions want it to be. */
export interface SharedWatches<T> {
  take(key: T): void;
  release(key: T): void;
  /** Whether something is wanted that is not watched: there was no room, or it can't be. */
  readonly hasGap: boolean;
}

/**
 * @param max watched at once.
 * @param open begins to watch. @returns how to end that; null when it can't be watched.
 */
export function createSharedWatches<T>(
  max: number,
  open: (key: T) => (() => void) | null,
): SharedWatches<T> {
  const wanted = new Map<T, { times: number; close: (() => void) | null }>();
  let watched = 0;
  return {
    take(key) {
      const known = wanted.get(key);
      if (known !== undefined) {
        known.times += 1;
        return;
      }
      const close = watched < max ? open(key) : null;
      if (close !== null) watched += 1;
      wanted.set(key, { times: 1, close });
    },
    release(key) {
      const known = wanted.get(key);
      if (known === undefined) return;
      known.times -= 1;
      if (known.times > 0) return;
      wanted.delete(key);
      if (known.close === null) return;
      watched -= 1;
      known.close();
    },
    get hasGap() {
      return wanted.size > watched;
    },
  };
}
