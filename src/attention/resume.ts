import type { Session } from "../protocol/session.ts";

// Agent type -> the words before the session's id. Sources: the agents' own
// help and hook references, read 2026-09.
const RESUME: Readonly<Record<string, readonly string[]>> = {
  claudecode: ["claude", "--resume"],
  codex: ["codex", "resume"],
  opencode: ["opencode", "--session"],
  cursor: ["cursor-agent", "--resume"],
  copilot: ["copilot", "--resume"],
  qwen: ["qwen", "--resume"],
};

/** A shell line that takes the session up again where it ran; `undefined` when its agent has none. */
export function resumeCommand(session: Session): string | undefined {
  const { session_id: id, agent_type: agent } = session;
  // An id that begins so would be read as an option, however it is quoted.
  if (!Object.hasOwn(RESUME, agent) || id.startsWith("-")) return undefined;
  const resume = [...(RESUME[agent] ?? []), quote(id)].join(" ");
  const { working_dir: dir } = session;
  return dir === null ? resume : `cd ${quote(dir)} && ${resume}`;
}

/** The word as a POSIX shell reads it back unchanged. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
