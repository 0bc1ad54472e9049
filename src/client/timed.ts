/** The time given by `dueMs` was reached. */
export interface Tick {
  type: "tick";
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Passes events on, with a tick whenever `dueMs` is reached first.
 * @param dueMs the deadline in Unix milliseconds, evaluated again after each
 *   event; `undefined` for none.
 */
export async function* timed<T>(
  events: AsyncIterable<T>,
  dueMs: () => number | undefined,
): AsyncGenerator<T | Tick> {
  const iterator = events[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const first = await earlier(next, dueMs());
    if (first === "due") {
      yield { type: "tick" };
      continue;
    }
    if (first.done === true) return;
    next = iterator.next();
    yield first.value;
  }
}

async function earlier<T>(next: Promise<T>, dueMs: number | undefined): Promise<T | "due"> {
  if (dueMs === undefined) return next;
  const { promise, resolve } = Promise.withResolvers<"due">();
  const waitMs = Math.min(Math.max(0, dueMs - Date.now()), MAX_TIMER_MS);
  const timer = setTimeout(() => resolve("due"), waitMs);
  try {
    return await Promise.race([next, promise]);
  } finally {
    clearTimeout(timer);
  }
}
