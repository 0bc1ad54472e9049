import type { Report } from "../../protocol/session.ts";
import type { Adapter, HookContext } from "../agent.ts";
import { pathOf } from "../shape/fields.ts";

const AGENT_TYPE = "aider";

// It runs the command without a word: the process is the session, and that it
// ran is the news. Whether a turn is over or a yes is wanted can't be told.
function report(_payload: unknown, { agentPid, cwd }: HookContext): Report[] {
  if (agentPid === null) return [];
  const workingDir = pathOf(cwd);
  return [
    {
      session_id: `aider-${agentPid}`,
      agent_type: AGENT_TYPE,
      event: "notification",
      status: "attention",
      reason: "turn_done",
      message: null,
      ...(workingDir !== undefined && { working_dir: workingDir }),
    },
  ];
}

/** Aider (`--notifications-command`, aider.chat, read 2026): it tells when it waits, nothing else. */
export const aider: Adapter = {
  name: "aider",
  agentType: AGENT_TYPE,
  title: "Aider",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "no",
    background: "no",
  },
  limits: [
    "It tells only that it waits: what it works on, and when it goes on, is not reported.",
    "A question to confirm looks like a finished turn.",
    "The end shows when the process is gone.",
  ],
  report,
};
