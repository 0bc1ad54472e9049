import type { Session } from "../protocol/session.ts";
import { shellWord } from "../protocol/text.ts";

/**
 * A shell line that takes the session up again where it ran; `undefined` when its agent
 * has none, or when its folder or id holds what must not reach a shell.
 * @param words before the session's id, the agent's own
 */
export function resumeCommand(
  session: Session,
  words: readonly string[] | undefined,
): string | undefined {
  const { session_id: id, working_dir: dir } = session;
  const name = shellWord(id);
  // An id that begins so would be read as an option, however it is quoted.
  if (words === undefined || name === undefined || id.startsWith("-")) return undefined;
  const resume = [...words, name].join(" ");
  const folder = dir === null ? "" : shellWord(dir);
  if (folder === undefined) return undefined;
  return folder === "" ? resume : `cd ${folder} && ${resume}`;
}

/** Why a session has no such line, in words for a person. */
export function whyNoResume(words: readonly string[] | undefined): string {
  const why = words === undefined ? "its agent has none" : "its folder or id is not safe to paste";
  return `no resume command: ${why}`;
}
