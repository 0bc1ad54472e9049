import type { Records } from "../facets/records.ts";
import { lastStanding, type ReadEntry } from "../shape/transcript.ts";

// A background agent that has ended wakes the main one, and no hook tells before
// the end of that turn: `system` writes a notice under `user` as it begins.
const readEntry: ReadEntry = (entry) => {
  if (entry.type === "assistant") return "works";
  if (entry.type !== "user") return undefined;
  if (entry.subtype !== "notification") return "works";
  return { status: "working", reason: null, message: null, event: "notification" };
};

/** Qwen Code's chat file, JSON Lines (as written by 0.24.4). */
export const records: Records = {
  transcript: { standing: (lines) => lastStanding(lines, readEntry), wakes: true },
};
