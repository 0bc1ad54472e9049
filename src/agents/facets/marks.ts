import type { Env } from "./hooks.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * How an agent's payload is known for its own under another agent's hook, the
 * surest first. The payload decides before the environment, which an agent
 * started by another one inherits.
 */
export interface Marks {
  /** A field that only its payloads have. */
  field?: string;
  /** Whether the payload has a shape that only it writes. */
  hasShape?(fields: Fields, env: Env): boolean;
  /** A variable with the folder that its transcripts are in. */
  transcriptVariable?: string;
  /** The folder of the home directory that its transcripts are in, without the dot. */
  transcriptFolder?: string;
  /** A variable that is set for its hooks only. */
  hookVariable?: string;
  /** Whether a payload with none of these marks is its own by what it lacks. */
  lacksMarks?(fields: Fields): boolean;
}
