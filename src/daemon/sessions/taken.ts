/** Ids remembered. A report that comes twice comes within about a minute. */
const MAX_IDS = 4096;

/**
 * Ids of the reports taken. A hook that times out spools its report, though the
 * hub may have taken it: what has an id is taken once.
 */
export class Taken {
  readonly #ids: Set<string>;

  /** @param ids the oldest first. */
  constructor(ids: readonly string[]) {
    this.#ids = new Set(ids.slice(-MAX_IDS));
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= MAX_IDS) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }

  /** All of them, the oldest first. */
  ids(): string[] {
    return [...this.#ids];
  }
}
