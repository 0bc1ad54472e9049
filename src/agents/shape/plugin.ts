import type { Report } from "../../protocol/session.ts";
import { fieldOf, fieldsOf, pathOf, pidOf, sessionIdOf, textOf, timeOf } from "./fields.ts";
import { type Rules, reportsOf } from "./hook.ts";

/** The reports of what a plugin of ours pipes: `{event, session_id, cwd, pid, at_ms?, …}`. */
export function pluginReports(agentType: string, rules: Rules, payload: unknown): Report[] {
  const fields = fieldsOf(payload);
  const origin = {
    agentType,
    sessionId: sessionIdOf(fields, "session_id"),
    event: textOf(fields, "event"),
    // Goose says working_dir, and only for tools.
    workingDir: pathOf(fieldOf(fields, "cwd"), fieldOf(fields, "working_dir")),
    pid: pidOf(fieldOf(fields, "pid")),
    atMs: timeOf(fieldOf(fields, "at_ms")),
  };
  return reportsOf(rules, origin, fields);
}
