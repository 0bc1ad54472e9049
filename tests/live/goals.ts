import type { Result } from "./suite.ts";
import type { Late } from "./verdict.ts";

/** What the kernel tells at once, and how long after the screen it may be told, in the median. */
interface Goal {
  name: string;
  limitMs: number;
  scenario: RegExp;
  status: RegExp;
}

const GOALS: readonly Goal[] = [
  { name: "death", limitMs: 100, scenario: /^killed$/, status: /^closed/ },
  { name: "Esc", limitMs: 300, scenario: /^esc-|-esc$/, status: /^attention\/interrupted$/ },
  { name: "grant", limitMs: 300, scenario: /^granted$/, status: /^working/ },
  { name: "denial", limitMs: 300, scenario: /^denied$/, status: /^(attention|working)/ },
];

/** Of each goal the median, in milliseconds; null where nothing of that kind ran. */
export function medians(results: readonly Result[]): { goal: Goal; medianMs: number | null }[] {
  return GOALS.map((goal) => {
    const late = results.flatMap(({ scenario, verdict }) =>
      goal.scenario.test(scenario) && "lateness" in verdict ? lateOf(goal, verdict.lateness) : [],
    );
    return { goal, medianMs: median(late) ?? null };
  });
}

/** The same in one line: `death 12 ms, Esc 180 ms (missed: 300 ms)`. */
export function goalsLine(results: readonly Result[]): string {
  const parts = medians(results).flatMap(({ goal, medianMs }) => {
    if (medianMs === null) return [];
    const missed = medianMs > goal.limitMs ? ` (missed: ${goal.limitMs} ms)` : "";
    return [`${goal.name} ${medianMs} ms${missed}`];
  });
  return parts.join(", ");
}

/** Of several the one in the middle; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

// A turn's own beginning is no answer.
function lateOf({ status: pattern }: Goal, lateness: readonly Late[]): number[] {
  const found = lateness.filter(({ status }) => pattern.test(status) && !/started$/.test(status));
  const [first] = found;
  return first === undefined ? [] : [Math.max(0, first.lateMs)];
}
