// Topics: <prefix>/<user>/<host>/session/<id>, …/hub and …/command. Pure.
import { ConsoleError } from "../protocol/errors.ts";

/** One hub's place under a prefix. */
export interface Place {
  user: string;
  host: string;
}

/** What a topic of ours is about. */
export type Topic = Place &
  ({ kind: "session"; id: string } | { kind: "hub" } | { kind: "command" });

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/;

/** A user's or host's name as it stands in topics: what else it holds becomes `_`. */
export function toName(raw: string): string {
  return (
    raw
      .replace(/[^A-Za-z0-9._-]/g, "_")
      .replace(/^[.-]/, "_")
      .slice(0, 63) || "unknown"
  );
}

/** The same of a name that a person gave. @throws usage */
export function checkName(name: string, flag: string): string {
  if (NAME.test(name)) return name;
  throw new ConsoleError("usage", `${flag}: expected 1 to 63 of a-z, A-Z, 0-9, ., _ and -`);
}

/** Topics of hubs; `+` for a name stands for any. */
export function hubTopic(prefix: string, { user, host }: Place): string {
  return `${prefix}/${user}/${host}/hub`;
}

/** @param id the session's; any of them when left out. */
export function sessionTopic(prefix: string, { user, host }: Place, id?: string): string {
  // What has a meaning in topics (/, + and #) is encoded, and so is every control.
  return `${prefix}/${user}/${host}/session/${id === undefined ? "+" : encodeURIComponent(id)}`;
}

export function commandTopic(prefix: string, { user, host }: Place): string {
  return `${prefix}/${user}/${host}/command`;
}

/** Reads a topic; null for one that is none of ours. */
export function parseTopic(prefix: string, topic: string): Topic | null {
  if (!topic.startsWith(`${prefix}/`)) return null;
  const [user = "", host = "", kind, id, ...rest] = topic.slice(prefix.length + 1).split("/");
  if (!NAME.test(user) || !NAME.test(host) || rest.length > 0) return null;
  if (kind === "session" && id !== undefined && id !== "") {
    const decoded = decode(id);
    return decoded === null ? null : { user, host, kind, id: decoded };
  }
  if ((kind === "hub" || kind === "command") && id === undefined) return { user, host, kind };
  return null;
}

/** How a hub is called here: by its host, and by its user too where that is another one. */
export function hubName(place: Place, own: Place): string {
  return place.user === own.user ? place.host : `${place.user}@${place.host}`;
}

/** True for a hub's own place. */
export function isSamePlace(a: Place, b: Place): boolean {
  return a.user === b.user && a.host === b.host;
}

function decode(level: string): string | null {
  try {
    return decodeURIComponent(level);
  } catch {
    return null; // nothing that we have encoded
  }
}
