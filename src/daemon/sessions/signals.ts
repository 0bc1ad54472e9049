// Precedence of the sources of evidence. The table and `weigh` are all of it: a
// source changes a status only if `weigh` lets it.
import type { Source, Status } from "../../protocol/session.ts";
import type { Evidence } from "./state.ts";

const EVERY: readonly Status[] = ["working", "attention", "question", "closed"];

/** A source of evidence, and what it can settle. */
export interface Signal {
  source: Source;
  /** Status that it can set -> the present statuses that it can replace with it. */
  settles: Readonly<Partial<Record<Status, readonly Status[]>>>;
  /** A statement always holds; evidence only when there is none that is newer. */
  isStatement: boolean;
  /** What it can never settle, for people. */
  never: string;
}

/**
 * The sources, in order of precedence. A statement wins when it is made. Newer
 * evidence wins over older, from whichever source; of the same instant, the
 * higher row wins.
 */
export const SIGNALS: readonly Signal[] = [
  {
    source: "command",
    settles: { working: EVERY, attention: EVERY, question: EVERY, closed: EVERY },
    isStatement: true,
    never: "holds until newer evidence comes",
  },
  {
    source: "process",
    settles: {
      closed: ["working", "attention", "question"],
      // Stopped, as by Ctrl-Z, and told to continue.
      attention: ["working", "question"],
      // And a command that was granted runs.
      working: ["attention", "question"],
    },
    isStatement: false,
    never: "can't tell a process that works from one that waits",
  },
  {
    source: "hook",
    settles: { working: EVERY, attention: EVERY, question: EVERY, closed: EVERY },
    isStatement: false,
    never: "knows only what the agent has an event for",
  },
  {
    source: "registry",
    settles: {
      // From closed: another process has resumed the session.
      working: ["attention", "question", "closed"],
      attention: ["working", "question", "closed"],
      question: ["working", "attention", "closed"],
    },
    isStatement: false,
    never: "can't tell why a turn ended, nor that a session is over",
  },
  {
    source: "transcript",
    settles: {
      attention: ["working", "question"],
      // A permission was granted, or turned down and it goes on; or it was woken.
      working: ["working", "question", "attention"],
      // The turn's last word is one.
      question: ["working"],
    },
    isStatement: false,
    never: "is read for turns that begin or end without a hook, and for answers",
  },
];

/** Evidence settles the status, comes too late, or is of a source that can't tell. */
export type Verdict = "settles" | "late" | "unable";

/** What is known already. */
export interface Present {
  status: Status;
  evidence: readonly Evidence[];
  nowMs: number;
}

/** Whether evidence settles the status. Pure: the order of precedence, and nothing else. */
export function weigh(said: Evidence, present: Present): Verdict {
  if (isLate(said, present.evidence, present.nowMs)) return "late";
  return isJudge(said, present.status) ? "settles" : "unable";
}

/** Whether a source can end the present status for the one it tells of, if it is not late. */
export function isJudge({ source, status }: Evidence, present: Status): boolean {
  const ends = status === null ? [] : (signalOf(source).settles[status] ?? []);
  return ends.includes(present);
}

/** Whether there is newer evidence, or some of the same instant and higher precedence. */
export function isLate(said: Evidence, evidence: readonly Evidence[], nowMs: number): boolean {
  if (signalOf(said.source).isStatement) return false;
  return evidence.some((other) => {
    // A time ahead of the clock is from before it was set back, and compares with nothing.
    if (other.atMs > nowMs) return false;
    return said.atMs < other.atMs || (said.atMs === other.atMs && outranks(other, said));
  });
}

/** The time of the newest evidence; 0 for none. */
export function newestMs(evidence: readonly Evidence[]): number {
  return evidence.reduce((newest, { atMs }) => Math.max(newest, atMs), 0);
}

/** The row of a source. */
function signalOf(source: Source): Signal {
  const found = SIGNALS[rankOf(source)];
  if (found === undefined) throw new Error(`no signal: ${source}`);
  return found;
}

// Between a statement and evidence of the same instant, the order of arrival decides.
function outranks(a: Evidence, b: Evidence): boolean {
  return !signalOf(a.source).isStatement && rankOf(a.source) < rankOf(b.source);
}

function rankOf(source: Source): number {
  return SIGNALS.findIndex((signal) => signal.source === source);
}
