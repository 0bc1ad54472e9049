import { type Absent, KINDS, type Kind, type Scenario, type Scenarios } from "../scenario.ts";

/** The scenarios of an agent that has few: every other kind is absent for the same reason. */
export function absentBut(
  why: string,
  scenarios: Readonly<Record<string, Scenario | Absent>>,
): Scenarios {
  const absent = Object.fromEntries(KINDS.map((kind) => [kind, { absent: why }]));
  // Every kind has just been given one.
  return { ...(absent as Record<Kind, Absent>), ...scenarios };
}
