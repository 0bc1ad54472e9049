// Whose word counts for what. The table and `weigh` are the whole of it: what a
// source says changes a status only if `weigh` lets it.
import type { Source, Status } from "../../protocol/session.ts";
import type { Evidence } from "./state.ts";

const EVERY: readonly Status[] = ["working", "attention", "question", "closed"];

/** One kind of source, and how far its word goes. */
export interface Signal {
  source: Source;
  /** Status it can bring about -> the present statuses it can end for that. */
  settles: Readonly<Partial<Record<Status, readonly Status[]>>>;
  /** A statement holds whenever it was made; evidence only when nothing newer was heard. */
  isStatement: boolean;
  /** What it can never settle, for people. */
  never: string;
}

/**
 * The sources, the weightiest first. A statement wins when it is made. Newer
 * evidence wins over older, whosever it is; of the same instant, the one further
 * up wins.
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
    settles: { closed: ["working", "attention", "question"] },
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
      // From closed: another process has taken the session up.
      working: ["attention", "question", "closed"],
      attention: ["working", "question", "closed"],
      question: ["working", "attention", "closed"],
    },
    isStatement: false,
    never: "can't tell why a turn ended, nor that a session is over",
  },
  {
    source: "transcript",
    settles: { attention: ["working", "question"] },
    isStatement: false,
    never: "is read for the end of a turn only",
  },
];

/** How what a source says fares: it settles the status, comes too late, or is no judge of that. */
export type Verdict = "settles" | "late" | "unable";

/** What is known already. */
export interface Present {
  status: Status;
  evidence: readonly Evidence[];
  nowMs: number;
}

/** Whether a source's word settles the status. Pure: the order of precedence, and nothing else. */
export function weigh(said: Evidence, present: Present): Verdict {
  if (isLate(said, present.evidence, present.nowMs)) return "late";
  return isJudge(said, present.status) ? "settles" : "unable";
}

/** Whether a source can end the present status for the one it tells of, if it is not late. */
export function isJudge({ source, status }: Evidence, present: Status): boolean {
  const ends = status === null ? [] : (signalOf(source).settles[status] ?? []);
  return ends.includes(present);
}

/** Whether something newer was heard, or something weightier of the same instant. */
export function isLate(said: Evidence, evidence: readonly Evidence[], nowMs: number): boolean {
  if (signalOf(said.source).isStatement) return false;
  return evidence.some((other) => {
    // A time ahead of the clock was taken before the clock was set back: no yardstick.
    if (other.atMs > nowMs) return false;
    return said.atMs < other.atMs || (said.atMs === other.atMs && outranks(other, said));
  });
}

/** When anything was last heard; 0 for never. */
export function newestMs(evidence: readonly Evidence[]): number {
  return evidence.reduce((newest, { atMs }) => Math.max(newest, atMs), 0);
}

/** The row of a source. */
export function signalOf(source: Source): Signal {
  const found = SIGNALS[rankOf(source)];
  if (found === undefined) throw new Error(`no signal: ${source}`);
  return found;
}

// Between a statement and evidence of the same instant, the order they came in decides.
function outranks(a: Evidence, b: Evidence): boolean {
  return !signalOf(a.source).isStatement && rankOf(a.source) < rankOf(b.source);
}

function rankOf(source: Source): number {
  return SIGNALS.findIndex((signal) => signal.source === source);
}
