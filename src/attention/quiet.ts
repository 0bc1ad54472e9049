import { ConsoleError } from "../protocol/errors.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** A daily span in which nobody is to be told anything, in minutes of the local day. */
export interface QuietHours {
  fromMinute: number;
  toMinute: number;
}

/**
 * Reads `22:00-07:00`; a span may run past midnight.
 * @throws {ConsoleError} usage
 */
export function parseQuietHours(text: string): QuietHours {
  const match = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(text.trim());
  const [fromHour, from, toHour, to] = (match ?? []).slice(1).map(Number);
  const fromMinute = toMinute(fromHour, from);
  const end = toMinute(toHour, to);
  if (fromMinute === undefined || end === undefined || fromMinute === end) {
    const message = `expected a span of hours like 22:00-07:00, got ${JSON.stringify(text)}`;
    throw new ConsoleError("usage", message);
  }
  return { fromMinute, toMinute: end };
}

/**
 * When the quiet ends, in Unix milliseconds, or `undefined` when it is not quiet.
 * `minuteOfDay` gives the local minute (0 to 1439) of a time.
 */
export function quietUntilMs(
  quiet: QuietHours,
  nowMs: number,
  minuteOfDay: (ms: number) => number,
): number | undefined {
  const minute = minuteOfDay(nowMs);
  const length = (quiet.toMinute - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  const passed = (minute - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  if (passed >= length) return undefined;
  const startOfMinuteMs = nowMs - (nowMs % MINUTE_MS);
  return startOfMinuteMs + (length - passed) * MINUTE_MS;
}

function toMinute(hour: number | undefined, minute: number | undefined): number | undefined {
  if (hour === undefined || minute === undefined || hour > 24 || minute > 59) return undefined;
  return (hour * 60 + minute) % DAY_MINUTES;
}
