import type { Session } from "../protocol/session.ts";
import { shellWord } from "../protocol/text.ts";

/**
 * A shell line that takes the session up again where it ran, over ssh where that is
 * another machine; `undefined` when its agent has none, or when its folder, id or host
 * holds what must not reach a shell.
 * @param words before the session's id, the agent's own
 */
export function resumeCommand(
  session: Session,
  words: readonly string[] | undefined,
): string | undefined {
  const { working_dir: dir, host, via } = session;
  // At its own hub a session has the id that its agent gave it.
  const id = via ? session.session_id.slice(via.length + 1) : session.session_id;
  const name = shellWord(id);
  // An id that begins so would be read as an option, however it is quoted.
  if (words === undefined || name === undefined || id.startsWith("-")) return undefined;
  const resume = [...words, name].join(" ");
  const folder = dir === null ? "" : shellWord(dir);
  if (folder === undefined) return undefined;
  const here = folder === "" ? resume : `cd ${folder} && ${resume}`;
  if (host === null) return here;
  const there = shellWord(here);
  const ssh = sshCommand(host);
  return ssh === undefined || there === undefined ? undefined : `${ssh} -t ${there}`;
}

/** A shell line that logs in at a machine; `undefined` when its name must not reach a shell. */
export function sshCommand(host: string): string | undefined {
  return /^[A-Za-z0-9_][A-Za-z0-9@._-]*$/.test(host) ? `ssh ${host}` : undefined;
}

/** Why a session has no such line, in words for a person. */
export function whyNoResume(words: readonly string[] | undefined): string {
  const why = words === undefined ? "its agent has none" : "its folder or id is not safe to paste";
  return `no resume command: ${why}`;
}
