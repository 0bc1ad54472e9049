// The facts in a report, besides the status. Pure.
import type { CheckedReport } from "../../protocol/session.ts";
import { forgetProcess, type SessionState } from "./state.ts";

/** @param isNew nothing was known of the session before. */
export function applyFacts(state: SessionState, report: CheckedReport, isNew: boolean): void {
  // A session stays where it began: an agent that changes folders is still at that project.
  const isStatement = (report.source ?? "command") === "command";
  const beginsHere = isNew || state.workingDir === null || state.status === "closed";
  if (report.working_dir !== undefined && (isStatement || beginsHere)) {
    state.workingDir = report.working_dir;
  }
  if (report.priority !== undefined) state.priority = report.priority;
  if (report.agent_type !== undefined) state.agentType = report.agent_type;
  if (report.title !== undefined) state.title = report.title;
  if (report.host !== undefined) state.host = report.host;
  if (report.parent_id !== undefined) state.parentId = report.parent_id;
  if (report.terminal !== undefined) state.terminal = report.terminal;
  if (report.transcript !== undefined) state.transcript = report.transcript;
  if (report.registry !== undefined) state.registry = report.registry;
  if (report.pid !== undefined) {
    if (report.pid !== state.pid || report.pid_start !== state.pidStart) forgetProcess(state);
    state.pid = report.pid;
    state.pidStart = report.pid_start ?? null;
  }
}
