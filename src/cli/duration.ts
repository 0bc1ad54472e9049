import { parseDuration } from "../attention/duration.ts";
import { ConsoleError } from "../protocol/errors.ts";

/** Reads a flag's duration in milliseconds. @throws usage, with the flag's name. */
export function durationOf(text: string, flag: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    throw new ConsoleError("usage", `${flag}: ${error.message}`);
  }
}
