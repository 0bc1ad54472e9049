import type { Records } from "../facets/records.ts";
import { fieldsOf } from "../shape/fields.ts";
import { lastStanding, type ReadEntry } from "../shape/transcript.ts";

// Rollouts as recorded up to 2026-09; later versions say `turn_…`.
const readEntry: ReadEntry = (entry) => {
  if (entry.type !== "event_msg") return undefined;
  const { type, reason } = fieldsOf(entry.payload);
  switch (type) {
    case "task_complete":
    case "turn_complete":
      return { status: "attention", reason: "turn_done", event: "task_complete" };
    case "turn_aborted":
      // Any other reason, such as `replaced`, has a turn of its own after it.
      return reason === undefined || reason === "interrupted"
        ? { status: "attention", reason: "interrupted", event: "turn_aborted" }
        : "works";
    case "task_started":
    case "turn_started":
    case "user_message":
      return "works";
    default:
      return undefined;
  }
};

/** Codex's rollout: `event_msg` entries tell when a turn began and ended. */
export const records: Records = {
  transcript: { standing: (lines) => lastStanding(lines, readEntry) },
};
