import * as v from "valibot";
import { type CheckedReport, Report } from "../../src/protocol/session.ts";

/** A report as the wire would let it through. */
export function report(session_id: string, more: Omit<Report, "session_id"> = {}): CheckedReport {
  return v.parse(Report, { session_id, ...more });
}

/** What a hook says: evidence, at a time of its own. */
export function evidence(
  session_id: string,
  at_ms: number,
  more: Omit<Report, "session_id"> = {},
): CheckedReport {
  return report(session_id, { source: "hook", at_ms, ...more });
}
