import type { Session } from "../protocol/session.ts";

/** As with git: a shorter prefix would soon be ambiguous. */
const MIN_PREFIX = 4;

/** The shortest prefix of each id that no other begins with. `Map<session id, prefix>` */
export function shortIds(sessions: readonly Session[]): Map<string, string> {
  const ids = sessions.map(({ session_id }) => session_id).sort();
  const projects = new Set(sessions.map(({ display_name }) => display_name));
  const prefixes = ids.map((id, at): [string, string] => {
    const neighbours = [ids[at - 1] ?? "", ids[at + 1] ?? ""];
    const shared = Math.max(...neighbours.map((other) => commonLength(id, other)));
    let length = Math.max(MIN_PREFIX, shared + 1);
    while (length < id.length && projects.has(id.slice(0, length))) length++;
    // Half a surrogate pair is no text.
    if (/[\uD800-\uDBFF]$/.test(id.slice(0, length))) length++;
    return [id, id.slice(0, length)];
  });
  return new Map(prefixes);
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
