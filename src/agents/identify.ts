import type { Agent } from "./agent.ts";
import type { Env } from "./facets/hooks.ts";
import type { Marks } from "./facets/marks.ts";
import { fieldsOf, textOf } from "./shape/fields.ts";
import { AGENTS, agentNamed } from "./table.ts";

// The least used first: who took another's ways over has a mark of its own besides.
const MARKED: readonly (readonly [Agent, Marks])[] = AGENTS.toReversed().flatMap((agent) =>
  agent.marks === undefined ? [] : [[agent, agent.marks] as const],
);

/**
 * The agent that a payload is really from, given the one the hook was installed
 * for: another may have borrowed the hook. Undefined when the name is no agent's.
 */
export function identify(name: string, payload: unknown, env: Env): Agent | undefined {
  const named = agentNamed(name);
  if (!named?.isBorrowed) return named;
  const fields = fieldsOf(payload);
  const transcript = textOf(fields, "transcript_path") ?? "";
  const folder = /[\\/]\.([a-z]+)[\\/]/.exec(transcript)?.[1];
  return (
    first(({ field }) => field !== undefined && textOf(fields, field) !== undefined) ??
    first(({ hasShape }) => hasShape?.(fields, env) === true) ??
    first(({ transcriptVariable }) => isBelow(transcript, transcriptVariable, env)) ??
    first(({ transcriptFolder }) => folder !== undefined && transcriptFolder === folder) ??
    first(({ hookVariable }) => hookVariable !== undefined && Boolean(env[hookVariable])) ??
    first(({ lacksMarks }) => lacksMarks?.(fields) === true) ??
    named
  );
}

function first(has: (marks: Marks) => boolean): Agent | undefined {
  return MARKED.find(([, marks]) => has(marks))?.[0];
}

function isBelow(path: string, variable: string | undefined, env: Env): boolean {
  const folder = variable === undefined ? undefined : env[variable];
  return Boolean(folder) && path.startsWith(String(folder));
}
