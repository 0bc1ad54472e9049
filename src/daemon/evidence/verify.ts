import type { CheckedReport } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";
import { type FindProcess, isSame } from "./liveness.ts";

/** What is known here that a report's claims can be held against. */
export interface Surroundings {
  /** This machine's name: sessions on it carry no host. */
  hostName: string;
  /** What process ids count in here; null when the system does not tell. */
  pidSpace: string | null;
  find: FindProcess;
}

const UNPROVED = { pid: null, pid_start: null, ancestors: undefined } as const;

/**
 * Takes of a report what can be proved here. Another machine's processes and
 * files are none of ours. A process id proves something only together with the
 * start of a process that runs here, or, from a sender who counts processes as
 * we do, of one that has ended.
 * @param known the session as it stands.
 */
export function verifyReport(
  report: CheckedReport,
  known: SessionState | undefined,
  { hostName, pidSpace, find }: Surroundings,
): CheckedReport {
  const host = report.host === hostName ? null : report.host;
  const verified = host === undefined ? report : { ...report, host };
  const isForeign = (host === undefined ? (known?.host ?? null) : host) !== null;
  if (isForeign) {
    const { transcript: _, registry: __, ...rest } = verified;
    return report.pid === undefined ? rest : { ...rest, ...UNPROVED };
  }
  const { pid } = report;
  if (pid === undefined || pid === null) {
    return verified.ancestors === undefined ? verified : { ...verified, ancestors: undefined };
  }
  const isKnown = known?.pid === pid && known.pidStart === (report.pid_start ?? known.pidStart);
  if (isKnown && known.pidStart !== null) return { ...verified, pid_start: known.pidStart };
  const found = find(pid);
  const start = report.pid_start ?? found?.start;
  if (start !== null && start !== undefined && isSame(found, start)) {
    return { ...verified, pid_start: start };
  }
  // The process the session had may run on: then this one was only on its behalf.
  if (known?.pid != null && known.pidStart !== null && isSame(find(known.pid), known.pidStart)) {
    return { ...verified, pid: undefined, pid_start: undefined, ancestors: undefined };
  }
  // One that ended before its report came: the next look will close its session.
  const isOurs = pidSpace !== null && report.pid_space === pidSpace;
  if (isOurs && report.pid_start != null) return verified;
  return { ...verified, ...UNPROVED };
}
