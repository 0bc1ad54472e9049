import type { ProcessInfo } from "../../host/process.ts";
import type { CommandName } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { CheckedReport } from "../../protocol/session.ts";
import type { Observer } from "../evidence/observer.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Endpoint } from "./router.ts";

/** The longest line there: a report has some thousand bytes, and a megabyte takes long to parse. */
export const MAX_REPORT_BYTES = 64 * 1024;
/** All that the report-only socket takes. */
const REPORT_COMMANDS: readonly CommandName[] = ["SET"];

/**
 * The allow-list of a report's fields. Not the pane to jump to, since bringing it
 * to the front runs other programs; nor the priority and the agent's ancestor
 * processes, which are the owner's to say.
 */
const FIELDS = [
  ...["session_id", "status", "agent_type", "working_dir", "reason", "message", "host"],
  ...["pid", "pid_start", "parent_id", "background", "at_ms", "source", "event", "asks"],
  ...["hold_ms", "answers", "only_from", "subagent_start", "subagent_stop", "replaces"],
  ...["report_id", "replayed"],
] as const satisfies readonly (keyof CheckedReport)[];

/** Programs that forward the socket to another machine, by their short names. */
const CARRIERS = new Set(["ssh", "sshd", "sshd-session"]);

/** What a report from there may read and change. */
export interface ReportContext {
  store: Store;
  observer: Pick<Observer, "verify">;
}

/**
 * The report-only socket as an endpoint: reports only, and nothing of the state in the answer.
 * @param senderOf looks up the process at the other end, as far as the system tells.
 */
export function createReportEndpoint(
  context: ReportContext,
  senderOf: () => ProcessInfo | null,
): Endpoint {
  return {
    permits: REPORT_COMMANDS,
    handle(request, { nowMs }) {
      if (request.name !== "SET") throw new Error(`${request.name} came through`);
      return takeReport(context, request.input, senderOf, nowMs);
    },
  };
}

/**
 * Takes a report from the report-only socket: from a container, a sandbox or
 * another machine. It may create sessions and change those created there.
 * @param senderOf looks up the process at the other end of the socket.
 * @throws not_permitted for a session of the owner's, too_many_sessions.
 */
function takeReport(
  { store, observer }: ReportContext,
  input: CheckedReport,
  senderOf: () => ProcessInfo | null,
  nowMs: number,
): { session_id: string } {
  const report = limit(input);
  if (store.isOthers(report.session_id)) {
    const message = `session ${report.session_id} was not reported through this socket`;
    throw new ConsoleError("not_permitted", `not permitted: ${message}`);
  }
  if (report.replaces !== undefined && store.isOthers(report.replaces)) delete report.replaces;
  if (report.parent_id && store.isOthers(report.parent_id)) delete report.parent_id;
  // A process id alone proves nothing: the sender has to know when the process started.
  const claim = typeof report.pid_start === "string" ? report : withoutProcess(report);
  const verified = observer.verify(claim, nowMs, store.find(report.session_id));
  const { id } = store.report(verified, nowMs, carrierOf(verified, senderOf));
  return { session_id: id };
}

/** Only this session's, and only until its next report: what others say of the host counts for theirs. */
function carrierOf(
  { host }: CheckedReport,
  senderOf: () => ProcessInfo | null,
): SessionState["carrier"] {
  const isForeign = host !== undefined && host !== null;
  const sender = isForeign ? senderOf() : null;
  if (sender === null || !CARRIERS.has(sender.name)) return null;
  return { pid: sender.pid, start: sender.start };
}

function limit(input: CheckedReport): CheckedReport {
  const entries = FIELDS.map((name) => [name, input[name]] as const);
  // `session_id` is among the fields, so what is left is a report.
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as CheckedReport;
}

function withoutProcess({ pid: _, pid_start: __, ...report }: CheckedReport): CheckedReport {
  return report;
}
