import type { Report } from "../../protocol/session.ts";
import { asName, type Fields } from "./fields.ts";
import { keyPart } from "./tools.ts";

/** What one event changes about its session. */
export interface Change extends Omit<Report, "session_id" | "agent_type" | "event"> {
  /** The subagent whose event this is began or ended. */
  subagent?: "start" | "stop";
}

/** One event of one session, as the rules see it. */
export interface Hook {
  fields: Fields;
  /** What the names of this thread's questions begin with: `main:`, or `agent:<id>:` for a subagent. */
  scope: string;
  /** Closes every question this event may close: all of them, or only the subagent's own. */
  everything: string;
}

/** What an event means; undefined when it says nothing. */
export type Rule = (hook: Hook) => Change | undefined;
/** Event name -> its meaning. */
export type Rules = Readonly<Record<string, Rule>>;

/** Whose event it is, and which. */
export interface Origin {
  agentType: string;
  sessionId: string | undefined;
  /** The agent's own name for the event, and the rule's unless `rule` says otherwise. */
  event: string | undefined;
  rule?: string;
  /** Set for an event of a subagent that lives in its parent's session. */
  agentId?: string | undefined;
  workingDir?: string | undefined;
  /** The agent's own record of the session. */
  transcript?: string | undefined;
  atMs?: number | undefined;
  /** The turn it is of, by the agent's own id. */
  turn?: string | undefined;
  pid?: number | undefined;
}

/** The one report that an event gives rise to; none when no rule knows it or no session is named. */
export function reportsOf(rules: Rules, origin: Origin, fields: Fields): Report[] {
  const { agentType, agentId } = origin;
  const event = asName(origin.event);
  const sessionId = asName(origin.sessionId);
  const name = origin.rule ?? event;
  if (sessionId === undefined || event === undefined || name === undefined) return [];
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  const scope = agentId === undefined ? "main:" : `agent:${keyPart(agentId)}:`;
  const everything = agentId === undefined ? "*" : `${scope}*`;
  const found = rule?.({ fields, scope, everything });
  if (found === undefined) return [];
  const { subagent, ...change } = agentId === undefined ? found : ofSubagent(found);
  const subagentId = agentId === undefined ? undefined : keyPart(agentId);
  const { workingDir, transcript, atMs, pid } = origin;
  // A subagent's is the turn that began it, and may outlast that.
  const turn = agentId === undefined ? asName(origin.turn) : undefined;
  return [
    {
      session_id: sessionId,
      agent_type: agentType,
      event,
      // A subagent may work elsewhere; the session's folder is the main thread's.
      ...(workingDir !== undefined && agentId === undefined && { working_dir: workingDir }),
      ...(transcript !== undefined && agentId === undefined && { transcript }),
      ...(atMs !== undefined && { at_ms: atMs }),
      ...(pid !== undefined && { pid }),
      ...(turn !== undefined && { turn }),
      ...change,
      ...(subagent === "start" && subagentId !== undefined && { subagent_start: subagentId }),
      ...(subagent === "stop" && subagentId !== undefined && { subagent_stop: subagentId }),
    },
  ];
}

/** A subagent tells nothing of its session's status, except that somebody has to answer. */
function ofSubagent(change: Change): Change {
  if (change.status === "question") return change;
  const { answers, subagent, background, call, asks, settles_others } = change;
  return {
    ...(answers !== undefined && { answers }),
    ...(call !== undefined && { call, asks, settles_others }),
    ...(subagent !== undefined && { subagent }),
    ...(background !== undefined && { background }),
  };
}
