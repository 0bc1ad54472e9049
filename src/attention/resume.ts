import type { Session } from "../protocol/session.ts";

/**
 * A shell line that takes the session up again where it ran; `undefined` when its agent has none.
 * @param words before the session's id, the agent's own
 */
export function resumeCommand(
  session: Session,
  words: readonly string[] | undefined,
): string | undefined {
  const { session_id: id, working_dir: dir } = session;
  // An id that begins so would be read as an option, however it is quoted.
  if (words === undefined || id.startsWith("-")) return undefined;
  const resume = [...words, quote(id)].join(" ");
  return dir === null ? resume : `cd ${quote(dir)} && ${resume}`;
}

/** The word as a POSIX shell reads it back unchanged. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
