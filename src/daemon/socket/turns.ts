/** How long a lane of peers may be read from, in milliseconds. */
export interface LaneLimits {
  /** One peer at a time. */
  sliceMs: number;
  /** All of them together, in one turn of the event loop. */
  turnMs: number;
}

/** The peers of one socket, as they share a turn of the event loop. */
export interface Lane {
  /** Begins a peer's slice. */
  begin(): void;
  /** Whether there is time left in the slice. */
  readonly hasTime: boolean;
  /** Ends the slice. */
  end(): void;
  /** Reads on in a later turn, after those who wait already. */
  wait(read: () => void): void;
}

/**
 * Has the event loop turn often however much is sent: who pipelines requests gets
 * a slice of each turn, and between two turns everybody else is heard. The lanes
 * that wait are read from in the order they were opened, the owner's first.
 * @param now a clock that only goes forward, in milliseconds.
 * @param defer runs a function in the next turn.
 */
export function createTurns(now: () => number, defer: (run: () => void) => void) {
  const lanes: TurnLane[] = [];
  let isDeferred = false;

  function nextTurn(): void {
    isDeferred = false;
    for (const lane of lanes) lane.reset();
    for (const lane of lanes) lane.readWaiting();
  }

  function request(): void {
    if (isDeferred) return;
    isDeferred = true;
    defer(nextTurn);
  }

  return {
    open(limits: LaneLimits): Lane {
      const lane = new TurnLane(limits, now, request);
      lanes.push(lane);
      return lane;
    },
  };
}

/** What {@link createTurns} gives. */
export type Turns = ReturnType<typeof createTurns>;

class TurnLane implements Lane {
  readonly #limits: LaneLimits;
  readonly #now: () => number;
  readonly #requestTurn: () => void;
  #waiting: (() => void)[] = [];
  #leftMs: number;
  #beganMs = 0;

  constructor(limits: LaneLimits, now: () => number, requestTurn: () => void) {
    this.#limits = limits;
    this.#now = now;
    this.#requestTurn = requestTurn;
    this.#leftMs = limits.turnMs;
  }

  begin(): void {
    this.#beganMs = this.#now();
  }

  get hasTime(): boolean {
    return this.#now() - this.#beganMs < Math.min(this.#limits.sliceMs, this.#leftMs);
  }

  end(): void {
    this.#leftMs -= this.#now() - this.#beganMs;
    this.#requestTurn();
  }

  wait(read: () => void): void {
    this.#waiting.push(read);
    this.#requestTurn();
  }

  reset(): void {
    this.#leftMs = this.#limits.turnMs;
  }

  /** Reads from those who wait, in turn, while the lane has time. */
  readWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let next = 0;
    while (next < waiting.length && this.#leftMs > 0) waiting[next++]?.();
    this.#waiting = [...waiting.slice(next), ...this.#waiting];
    if (this.#waiting.length > 0) this.#requestTurn();
  }
}

/** A slice for all who are read from before an end, at most `limitMs` long: no turn follows it. */
export function lastSlice(now: () => number, limitMs: number): Lane {
  const endMs = now() + limitMs;
  return {
    begin() {},
    get hasTime() {
      return now() < endMs;
    },
    end() {},
    wait() {},
  };
}
