import type { Standing } from "../facets/records.ts";
import { type Fields, fieldsOf, timeOf } from "./fields.ts";

/** What one entry says: how the session stands, that it works, or (undefined) nothing of that. */
export type ReadEntry = (entry: Fields) => Omit<Standing, "atMs"> | "works" | undefined;

/**
 * Looks through JSON Lines from the last one up for the first entry that tells
 * how the session stands. Entries are dated by their `timestamp`.
 * @returns null when it works, undefined when nothing tells.
 */
export function lastStanding(
  lines: readonly string[],
  read: ReadEntry,
): Standing | null | undefined {
  for (const entry of entriesUpwards(lines)) {
    const said = read(entry);
    if (said === undefined) continue;
    return said === "works" ? null : dated(said, entry);
  }
  return undefined;
}

/** What was said with the time of its entry; null when that has none. */
export function dated(said: Omit<Standing, "atMs">, entry: Fields): Standing | null {
  const atMs = timeOf(entry.timestamp);
  return atMs === undefined ? null : { ...said, atMs };
}

/** The entries of JSON Lines, the last one first; what is none is left out. */
export function* entriesUpwards(lines: readonly string[]): Generator<Fields> {
  for (const line of lines.toReversed()) {
    const entry = parse(line);
    if (entry !== undefined) yield entry;
  }
}

function parse(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined; // the line being written
  }
}
