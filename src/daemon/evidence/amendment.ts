import type { TranscriptFormat } from "../../agents/facets/records.ts";
import { readLastLines } from "../../host/file.ts";
import type { CheckedReport } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";

/** How much of the file's end is read, at first and where that does not tell. */
const PARTS_BYTES = [64 * 1024, 4 * 1024 * 1024];

/**
 * A hook's report as the agent's own file of the session has it, where that knows
 * more of the same moment: nobody is told the half of it in between.
 * @param known the session before the report.
 */
export function amendReport(
  report: CheckedReport,
  known: SessionState | undefined,
  format: TranscriptFormat | undefined,
): CheckedReport {
  const amends = format?.amends;
  if (report.source !== "hook" || !amends?.concerns(report)) return report;
  // To be shown at once: the hook knows for certain.
  if (report.hold_ms === 0) return report;
  const path = report.transcript ?? known?.transcript;
  if (path == null || known?.host != null) return report;
  for (const maxBytes of PARTS_BYTES) {
    const end = readLastLines(path, maxBytes);
    if (end === null) return report;
    const amended = amends.read(report, end.lines);
    if (amended === null || (amended === undefined && !end.isCut)) return report;
    if (amended === undefined) continue;
    const { asks: _, hold_ms: __, ...rest } = report;
    return { ...rest, ...amended };
  }
  return report;
}
