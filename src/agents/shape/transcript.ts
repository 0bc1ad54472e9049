import type { Standing } from "../facets/records.ts";
import { type Fields, fieldsOf, timeOf } from "./fields.ts";

/** What one entry says: how the session stands, that it works, or (undefined) nothing of that. */
export type ReadEntry = (entry: Fields) => Omit<Standing, "atMs"> | "works" | undefined;

/**
 * Looks through JSON Lines from the last one up for the first entry that tells
 * how the session stands. Entries are dated by their `timestamp`.
 * @returns null when it works, or nothing tells.
 */
export function lastStanding(lines: readonly string[], read: ReadEntry): Standing | null {
  for (const line of lines.toReversed()) {
    const entry = parse(line);
    const said = entry === undefined ? undefined : read(entry);
    if (entry === undefined || said === undefined) continue;
    if (said === "works") return null;
    const atMs = timeOf(entry.timestamp);
    return atMs === undefined ? null : { ...said, atMs };
  }
  return null;
}

function parse(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined; // the line being written
  }
}
