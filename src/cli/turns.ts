/**
 * Does something slow for one key after another, so many at once. Meanwhile only
 * the latest of each key waits: nothing piles up, and no last one is missed.
 */
export class Turns<T> {
  readonly #limit: number;
  readonly #act: (turn: T) => Promise<void>;
  readonly #waiting = new Map<string, T>();
  #running = 0;

  /** @param act must not fail. */
  constructor(limit: number, act: (turn: T) => Promise<void>) {
    this.#limit = limit;
    this.#act = act;
  }

  /** What waits for that key. */
  waiting(key: string): T | undefined {
    return this.#waiting.get(key);
  }

  /** In the place of what waits for that key, behind the others: one that comes often holds nobody up. */
  put(key: string, turn: T): void {
    this.#waiting.delete(key);
    this.#waiting.set(key, turn);
    this.#next();
  }

  #next(): void {
    for (const [key, turn] of this.#waiting) {
      if (this.#running >= this.#limit) return;
      this.#waiting.delete(key);
      this.#running += 1;
      void this.#act(turn).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }
}
