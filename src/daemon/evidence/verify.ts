import { type FindProcess, isStillRunning } from "../../host/process.ts";
import type { CheckedReport } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";

/** What a report's claims are verified against. */
export interface Surroundings {
  /** This machine's name: sessions on it carry no host. */
  hostName: string;
  /** The pid namespace of the daemon; null when the system does not tell. */
  pidSpace: string | null;
  find: FindProcess;
  /** Whether a look at that path might wait for ever; see `host/mounts.ts`. */
  mayNotAnswer(path: string): boolean;
}

const UNPROVED = { pid: null, pid_start: null, ancestors: undefined } as const;

/**
 * Keeps of a report what can be verified. Processes and files of another machine
 * are dropped. A process id counts only together with the start of a process that
 * runs here, or, from a sender in the same pid namespace, of one that has ended.
 * @param known the session before the report.
 */
export function verifyReport(
  report: CheckedReport,
  known: SessionState | undefined,
  { hostName, pidSpace, find, mayNotAnswer }: Surroundings,
): CheckedReport {
  const host = report.host === hostName ? null : report.host;
  const verified = withoutSilent(host === undefined ? report : { ...report, host }, mayNotAnswer);
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
  const isRunning = start !== null && start !== undefined && isStillRunning(found, start);
  // Some agents run a hook through a process that they start for it.
  const isHelper = known?.pid != null && report.ancestors?.includes(known.pid) === true;
  if (isRunning && !isHelper) return { ...verified, pid_start: start };
  // The session's former process still runs: then this one only acts for it.
  if (
    known?.pid != null &&
    known.pidStart !== null &&
    isStillRunning(find(known.pid), known.pidStart)
  ) {
    return { ...verified, pid: undefined, pid_start: undefined, ancestors: undefined };
  }
  if (isRunning) return { ...verified, pid_start: start };
  // It ended before its report came: the next check closes the session.
  const isOurs = pidSpace !== null && report.pid_space === pidSpace;
  if (isOurs && report.pid_start != null) return verified;
  return { ...verified, ...UNPROVED };
}

/** Files that nobody can wait for are no evidence: the hub looks at nothing there. */
function withoutSilent(
  report: CheckedReport,
  mayNotAnswer: Surroundings["mayNotAnswer"],
): CheckedReport {
  const { transcript, registry } = report;
  const noTranscript = transcript != null && mayNotAnswer(transcript);
  const noRegistry = registry != null && mayNotAnswer(registry);
  if (!noTranscript && !noRegistry) return report;
  return {
    ...report,
    ...(noTranscript && { transcript: undefined }),
    ...(noRegistry && { registry: undefined }),
  };
}
