/** A source of chance that a seed repeats (mulberry32). */
export interface Random {
  readonly seed: number;
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  chance(of: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    seed,
    next,
    below,
    chance: (of) => next() < of,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
}

/** The seed that `SEED` asks for, else another each time; print it, so that a failure can be repeated. */
export function chooseSeed(): number {
  const asked = Number(process.env.SEED);
  return Number.isInteger(asked) && process.env.SEED ? asked : Math.floor(Math.random() * 2 ** 31);
}
