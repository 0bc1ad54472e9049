import type { Session } from "../protocol/session.ts";
import { toJson, toOneLine } from "../protocol/text.ts";

/** Why a user's command runs, in its environment as `AGENT_CONSOLE_EVENT`. */
export type Trigger = "change" | "delete" | "alert" | "open" | "reopen";

/**
 * Runs what the user wrote through the shell, with the session as JSON on its
 * standard input and its facts in the environment. Nothing of the session is
 * ever part of the shell's line.
 * @param output where what it prints goes: nowhere, or to our standard error.
 * @returns its exit status.
 */
export async function runUserCommand(
  line: string,
  session: Session,
  trigger: Trigger,
  previousStatus: string | undefined,
  socket: string,
  output: "ignore" | 2,
): Promise<number> {
  const child = Bun.spawn(["/bin/sh", "-c", line], {
    env: {
      ...process.env,
      AGENT_CONSOLE_SOCKET: socket,
      AGENT_CONSOLE_EVENT: trigger,
      AGENT_CONSOLE_PREVIOUS_STATUS: previousStatus ?? "",
      ...factsOf(session),
    },
    stdin: Buffer.from(`${toJson(session)}\n`),
    stdout: output, // ours is the answer's
    stderr: output,
  });
  return child.exited;
}

function factsOf(session: Session): Record<string, string> {
  const { session_id, agent_type, status, reason, message } = session;
  const { working_dir, display_name, host, pid, parent_id } = session;
  const facts = {
    SESSION_ID: session_id,
    AGENT: agent_type,
    STATUS: status,
    REASON: reason,
    MESSAGE: message,
    WORKING_DIR: working_dir,
    PROJECT: display_name,
    HOST: host,
    PID: pid,
    PARENT_ID: parent_id,
  };
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      `AGENT_CONSOLE_${name}`,
      toOneLine(String(value ?? "")),
    ]),
  );
}
