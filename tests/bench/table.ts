/** One figure, what it stands beside, and what it should be. */
export interface Row {
  what: string;
  figure: string;
  /** The compared figure of the same run, or what else belongs to it. */
  beside?: string;
  target?: string;
  /** Left out where there is no target. */
  isMet?: boolean;
}

/** The value that `share` of the samples do not exceed. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** A number as a person reads it: three digits that count. */
export function show(value: number, unit = ""): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toLocaleString("en-US", { maximumFractionDigits: digits });
  return unit === "" ? text : `${text} ${unit}`;
}

/** Median and p99 of latencies or durations. */
export function showSpread(samples: readonly number[], unit: string): string {
  return `${show(median(samples))} · p99 ${show(quantile(samples, 0.99))} ${unit}`;
}

/** `1.23×`, the ratio of two medians. */
export function ratio(samples: readonly number[], base: readonly number[]): number {
  return median(samples) / median(base);
}

/** A row that has to stay under its target. */
export function bounded(what: string, value: number, limit: number, unit: string): Row {
  return {
    what,
    figure: show(value, unit),
    target: `< ${show(limit, unit)}`,
    isMet: value < limit,
  };
}

/** A row whose ratio to another has to stay under its target. */
export function compared(
  what: string,
  samples: readonly number[],
  base: readonly number[],
  unit: string,
  limit?: number,
): Row {
  const factor = ratio(samples, base);
  return {
    what,
    figure: showSpread(samples, unit),
    beside: `${factor.toFixed(2)}×`,
    ...(limit === undefined ? {} : { target: `≤ ${limit}×`, isMet: factor <= limit }),
  };
}

/** The rows as a Markdown table. */
export function formatTable(title: string, rows: readonly Row[]): string {
  const cells = rows.map(({ what, figure, beside = "", target = "", isMet }) => [
    what,
    figure,
    beside,
    target,
    isMet === undefined ? "" : isMet ? "met" : "missed",
  ]);
  const table = [[title, "measured", "beside", "target", ""], ...cells];
  const widths = table[0]?.map((_, i) =>
    Math.max(3, ...table.map((row) => Bun.stringWidth(row[i] ?? ""))),
  );
  const lines = table.map((row) => {
    const padded = row.map(
      (cell, i) => cell + " ".repeat((widths?.[i] ?? 0) - Bun.stringWidth(cell)),
    );
    return `| ${padded.join(" | ")} |`;
  });
  lines.splice(1, 0, `| ${widths?.map((width) => "-".repeat(width)).join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
