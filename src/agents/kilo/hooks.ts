import type { ReadHook } from "../facets/hooks.ts";
import { busReports } from "../shape/opencode-bus.ts";

/** A prompt that its screen keeps until the turn is over begins 0.2 s later, on a busy machine 0.4 s. */
const QUEUE_MS = 700;

/** Kilo (run with 7.7.7): OpenCode's event bus under another name. */
export const report: ReadHook = (payload) =>
  busReports("kilo", payload).map((one) =>
    one.reason === "turn_done" ? { ...one, hold_ms: QUEUE_MS } : one,
  );
