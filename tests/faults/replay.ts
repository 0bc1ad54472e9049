import type * as fc from "fast-check";

/** Where a run that failed is found again: fast-check prints both. */
export interface Replay {
  seed?: number;
  path?: string;
}

/** What the environment asks for: `SEED=… FAULT_PATH=… bun test …`. */
export function replayOfEnvironment(): Replay {
  const { SEED, FAULT_PATH } = process.env;
  return replay(SEED, FAULT_PATH);
}

export function replay(seed: string | undefined, path: string | undefined): Replay {
  return { ...(seed ? { seed: Number(seed) } : {}), ...(path ? { path } : {}) };
}

/**
 * How often a property runs, and for how long what it found is made smaller:
 * then the smallest so far is told. One that is not done by then has failed too.
 */
export function bounded(numRuns: number, where: Replay, limitMs: number): fc.Parameters<unknown> {
  return { ...where, numRuns, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: true };
}
