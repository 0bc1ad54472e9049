import type { Entry } from "./agent.ts";
import type { Env } from "./facets/hooks.ts";
import type { Marks } from "./facets/marks.ts";
import { fieldsOf, textOf } from "./shape/fields.ts";
import { ENTRIES, entryNamed } from "./table.ts";

/**
 * The agent that a payload is really from, given the one the hook was installed
 * for: another may have borrowed the hook. Undefined when the name is no agent's.
 */
export function identify(name: string, payload: unknown, env: Env): Entry | undefined {
  const named = entryNamed(name);
  if (!named?.isBorrowed) return named;
  const fields = fieldsOf(payload);
  const transcript = textOf(fields, "transcript_path") ?? "";
  const folder = /[\\/]\.([a-z]+)[\\/]/.exec(transcript)?.[1];
  return (
    last(({ field }) => field !== undefined && textOf(fields, field) !== undefined) ??
    last(({ hasShape }) => hasShape?.(fields, env) === true) ??
    last(({ transcriptVariable }) => isBelow(transcript, transcriptVariable, env)) ??
    last(({ transcriptFolder }) => folder !== undefined && transcriptFolder === folder) ??
    last(({ hookVariable }) => hookVariable !== undefined && Boolean(env[hookVariable])) ??
    last(({ lacksMarks }) => lacksMarks?.(fields) === true) ??
    named
  );
}

/** The least used that has the mark: who took another's ways over has one of its own besides. */
function last(has: (marks: Marks) => boolean): Entry | undefined {
  return ENTRIES.findLast(({ marks }) => marks !== undefined && has(marks));
}

function isBelow(path: string, variable: string | undefined, env: Env): boolean {
  const folder = variable === undefined ? undefined : env[variable];
  return Boolean(folder) && path.startsWith(String(folder));
}
