/** The least time between two lines about one hub. */
const TELL_MS = 1000;
/** Different faults that are told of. */
const MAX_FAULTS = 200;

/**
 * What a relay says to the person who runs it, and not more often than a person
 * reads: a hostile hub may come and go all the time, and send what is wrong for ever.
 */
export class Sayings {
  readonly #say: (line: string) => void;
  readonly #faults = new Set<string>();
  /** `Map<hub, when it was last said that it is there, or gone>` */
  readonly #toldMs = new Map<string, number>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  hub(from: string, isOnline: boolean): void {
    const nowMs = performance.now();
    if (nowMs - (this.#toldMs.get(from) ?? Number.NEGATIVE_INFINITY) < TELL_MS) return;
    this.#toldMs.set(from, nowMs);
    this.#say(`${from} ${isOnline ? "is there" : "is gone"}`);
  }

  /** Said once. */
  fault(line: string): void {
    if (this.#faults.has(line) || this.#faults.size >= MAX_FAULTS) return;
    this.#faults.add(line);
    this.#say(line);
  }
}
