import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a fixture says of all its lines; its first line. */
export interface Header {
  /** The agent's version that it was recorded with. */
  version: string;
  /** What the hook is installed as; the fixture's folder when left out. */
  adapter?: string;
  /** The agent's program; the folder when left out. */
  program?: string;
  /** Its environment, which its hooks inherit. */
  env?: Record<string, string>;
  /** Our part is a plugin in it: of those with one event bus, or with a handler for each event. */
  plugin?: "bus" | "events";
  /** Its command line, where the plugin reads that. */
  args?: string[];
}

/** One thing that happened, and what a person at the screen would say then. */
export interface Line {
  /** Since the first line. */
  after_ms: number;
  /** The agent's own name for it, for whoever reads the fixture. */
  event?: string;
  /** What the agent handed to its hook or plugin. */
  payload?: Record<string, unknown>;
  /** A file of the agent's own that it wrote to: {@link append} or {@link write}. */
  file?: string;
  append?: unknown;
  write?: unknown;
  /** The agent's process is gone. */
  exit?: true;
  /**
   * `status` or `status/reason` from here on, `2 working` of the second session that
   * came; several in their order; as before when left out.
   */
  expect?: string | readonly string[];
  /** The message that goes with it. */
  message?: string;
}

/** A recorded run of an agent. */
export interface Fixture {
  agent: string;
  scenario: string;
  header: Header;
  lines: Line[];
}

const FOLDER = join(import.meta.dir, "fixtures");
/** Where a recording has no date of its own. */
const SOME_DAY_MS = Date.UTC(2026, 10, 25, 18);
const ISO = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const EPOCH_MS = /\b1[6-9]\d{11}\b/g;

/** All fixtures: `fixtures/<agent>/<scenario>.jsonl`. */
export function fixtures(): Fixture[] {
  const names = readdirSync(FOLDER, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".jsonl"))
    .toSorted()
    .map((name) => {
      const [agent = "", scenario = ""] = name.replace(/\.jsonl$/, "").split("/");
      return { agent, scenario, ...parse(readFileSync(join(FOLDER, name), "utf8")) };
    });
}

/** The lines of a fixture as text. Our own files: a wrong shape fails the test that reads it. */
function parse(text: string): { header: Header; lines: Line[] } {
  const [header, ...lines] = text.trim().split("\n");
  return { header: JSON.parse(header ?? ""), lines: lines.map((line) => JSON.parse(line)) };
}

/**
 * The same run as if it had just ended: every date in it is moved by as much, and
 * a payload without one is dated, so that what came when is what was recorded.
 */
export function asOfNow({ lines }: Fixture, nowMs: number): Line[] {
  const fromMs = nowMs - 1000 - (lines.at(-1)?.after_ms ?? 0);
  const byMs = fromMs - beganMs(lines);
  const moved = (text: string) =>
    text
      .replace(ISO, (date) => new Date(Date.parse(date) + byMs).toISOString())
      .replace(EPOCH_MS, (date) => String(Number(date) + byMs));
  return lines.map((line) => {
    const { payload, after_ms } = line;
    const dated = payload && { timestamp: beganMs(lines) + after_ms, ...payload };
    const whole = dated === undefined ? line : { ...line, payload: dated };
    return JSON.parse(moved(JSON.stringify(whole))) as Line;
  });
}

function beganMs(lines: readonly Line[]): number {
  for (const line of lines) {
    const text = JSON.stringify(line);
    const iso = text.match(ISO)?.[0];
    const epoch = text.match(EPOCH_MS)?.[0];
    if (iso !== undefined) return Date.parse(iso) - line.after_ms;
    if (epoch !== undefined) return Number(epoch) - line.after_ms;
  }
  return SOME_DAY_MS;
}
