import type { Report } from "../../protocol/session.ts";
import type { HookContext } from "../facets/hooks.ts";
import { pathOf } from "../shape/fields.ts";

const AGENT_TYPE = "aider";

// It runs the command without a word: the process is the session, and that it
// ran is the news. Whether a turn is over or a yes is wanted can't be told.
/** Aider (`--notifications-command`, aider.chat, read 2026): it tells when it waits, nothing else. */
export function report(_payload: unknown, { processName, cwd }: HookContext): Report[] {
  if (processName === null) return [];
  const workingDir = pathOf(cwd);
  return [
    {
      session_id: `aider-${processName}`,
      agent_type: AGENT_TYPE,
      event: "notification",
      status: "attention",
      reason: "turn_done",
      message: null,
      ...(workingDir !== undefined && { working_dir: workingDir }),
    },
  ];
}
