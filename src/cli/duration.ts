import { parseDuration } from "../attention/duration.ts";
import { readFlag } from "./flags.ts";

/** Reads a flag's duration in milliseconds. @throws usage, with the flag's name. */
export function durationOf(text: string, flag: string): number {
  return readFlag(text, flag, parseDuration);
}
