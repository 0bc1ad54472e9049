import { ConsoleError } from "../protocol/errors.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};
const MAX_MS = 366 * DAY_MS;

/** `42s`, `12m`, `3h07m`, `5d3h`: at most six characters up to a hundred days. */
export function formatDuration(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / SECOND_MS))}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) {
    const minutes = String(Math.floor((ms % HOUR_MS) / MINUTE_MS)).padStart(2, "0");
    return `${Math.floor(ms / HOUR_MS)}h${minutes}m`;
  }
  return `${Math.floor(ms / DAY_MS)}d${Math.floor((ms % DAY_MS) / HOUR_MS)}h`;
}

/** After how many milliseconds {@link formatDuration} says something else; at least 1. */
export function untilNextDuration(ms: number): number {
  if (ms < 0) return SECOND_MS - ms;
  const step = ms < MINUTE_MS ? SECOND_MS : ms < DAY_MS ? MINUTE_MS : HOUR_MS;
  return step - (ms % step);
}

/**
 * Reads `90s`, `10m`, `1h30m`, `2d`, `0`. Any other number needs a unit.
 * @throws {ConsoleError} usage, for anything else and for more than a year.
 */
export function parseDuration(text: string): number {
  const compact = text.trim().toLowerCase();
  if (/^[1-9]\d*(\.\d+)?$/.test(compact)) {
    const message = `${compact} needs a unit - ${compact}s, ${compact}m or ${compact}h?`;
    throw new ConsoleError("usage", message);
  }
  const ms = /^0+$/.test(compact) ? 0 : sumParts(compact);
  if (ms === undefined || ms > MAX_MS) {
    const expected = "expected a duration of up to a year, like 90s, 10m or 1h30m";
    throw new ConsoleError("usage", `${expected}, got ${JSON.stringify(text)}`);
  }
  return Math.round(ms);
}

function sumParts(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    sum += Number(amount) * (UNITS_MS[unit ?? ""] ?? 0);
  }
  return sum;
}
