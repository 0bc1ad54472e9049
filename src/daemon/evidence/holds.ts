/** Things held once, however many want them. */
export interface Holds<T> {
  take(key: T): void;
  release(key: T): void;
  /** Whether something is wanted that is not held: there was no room, or it can't be. */
  readonly hasGap: boolean;
}

/**
 * @param max things held at once.
 * @param open holds a thing. @returns how to let go; null when it can't be held.
 */
export function createHolds<T>(max: number, open: (key: T) => (() => void) | null): Holds<T> {
  const wanted = new Map<T, { times: number; close: (() => void) | null }>();
  let held = 0;
  return {
    take(key) {
      const known = wanted.get(key);
      if (known !== undefined) {
        known.times += 1;
        return;
      }
      const close = held < max ? open(key) : null;
      if (close !== null) held += 1;
      wanted.set(key, { times: 1, close });
    },
    release(key) {
      const known = wanted.get(key);
      if (known === undefined) return;
      known.times -= 1;
      if (known.times > 0) return;
      wanted.delete(key);
      if (known.close === null) return;
      held -= 1;
      known.close();
    },
    get hasGap() {
      return wanted.size > held;
    },
  };
}
