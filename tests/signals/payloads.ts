import type { Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";

/** A hook's payload in the shape that Claude Code and Codex share. */
export function payload(hook_event_name: string, more: Frame = {}): Frame {
  return { session_id: "s1", hook_event_name, cwd: "/work", ...more };
}

/** The same about a shell command. */
export function tool(event: string, command: string, more: Frame = {}): Frame {
  return payload(event, { tool_name: "Bash", tool_input: { command }, ...more });
}

/** What the binary lists: session -> status and reason. */
export async function statuses(box: Sandbox): Promise<Record<string, string>> {
  const { stdout } = await box.run(["list", "--all", "--json"]);
  const sessions: Frame[] = JSON.parse(stdout);
  return Object.fromEntries(
    sessions.map(({ session_id, status, reason }) => [session_id, `${status} ${reason}`]),
  );
}

/** Asks until the session is so. Evidence of another source counts once hooks had their say. */
export async function becomes(box: Sandbox, id: string, expected: string): Promise<void> {
  await says(box, id, expected);
}

/** The same of its message, where one is given. */
export async function says(
  box: Sandbox,
  id: string,
  expected: string,
  message?: string | null,
): Promise<void> {
  const client = await box.connect();
  let seen: Frame = {};
  await until(
    async () => {
      const sessions: Frame[] = await client.data({ cmd: "LIST" });
      seen = sessions.find(({ session_id }) => session_id === id) ?? {};
      const isSaid = message === undefined || seen.message === message;
      return isSaid && `${seen.status} ${seen.reason}` === expected;
    },
    `session ${id} to be ${expected}, ${message}`,
    () => seen,
  );
}

/** What the binary explains, by source: what it says and what became of it. */
export async function explained(box: Sandbox, id: string): Promise<Frame> {
  const { stdout } = await box.run(["explain", id, "--json"]);
  return JSON.parse(stdout);
}
