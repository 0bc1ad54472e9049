/**
 * For `setDefaultTimeout` in files that start processes: above the limit of
 * each wait, which says what it saw. Holds for one file only (Bun 1.4.5).
 */
export const TEST_LIMIT_MS = 60_000;
/** No wait in the suite is longer; a machine under load gets there, a defect does not. */
export const LIMIT_MS = 15_000;

/**
 * Waits for a promise, at most `limitMs`.
 * @param seen what there is to show by then, for the error.
 */
export async function within<T>(
  promise: Promise<T>,
  what: string,
  seen: () => unknown,
  limitMs = LIMIT_MS,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(waited(what, seen, limitMs)), limitMs);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until `look` gives something, for what nobody announces. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  seen: () => unknown = () => "nothing more to show",
  limitMs = LIMIT_MS,
): Promise<NonNullable<T>> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadlineMs) throw waited(what, seen, limitMs);
    await Bun.sleep(10);
  }
}

function waited(what: string, seen: () => unknown, limitMs: number): Error {
  const shown = seen();
  const text = typeof shown === "string" ? shown : Bun.inspect(shown, { depth: 4 });
  return new Error(`waited ${limitMs} ms for ${what}; saw ${text.slice(-4000) || "nothing"}`);
}
