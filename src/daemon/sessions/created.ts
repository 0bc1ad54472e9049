import { DEFAULT_AGENT_TYPE, type Status } from "../../protocol/session.ts";
import type { SessionState } from "./state.ts";
import { pack, transition } from "./transitions.ts";

/** Nobody's list: a session that has something to list gets one of its own. */
const NONE: never[] = [];
Object.freeze(NONE);

/** What most sessions never say: all inherit it, and none holds it. */
const UNSAID = {
  title: null,
  priority: 0,
  host: null,
  pid: null,
  pidStart: null,
  aliveMs: 0,
  isWatched: false,
  hadTerminal: false,
  parentId: null,
  background: 0,
  subagents: NONE,
  questions: NONE,
  asked: 0,
  beforeQuestion: null,
  answered: NONE,
  snoozedUntilMs: null,
  snoozeEndsMs: null,
  replacedBy: null,
  calls: NONE,
  askedMs: 0,
  begunMs: 0,
  turn: null,
  turnBeganMs: 0,
  turnEndMs: 0,
  terminal: null,
  transcript: null,
  registry: null,
  reported: false,
  received: null,
  carrier: null,
  isCutOff: false,
} satisfies Partial<SessionState>;

/** A new session of which only the status is known. */
export function createState(id: string, status: Status, atMs: number): SessionState {
  // One shape for all, in one piece: what every report sets is there from the start. Eighteen
  // fields have 160 bytes, nineteen would have 224 (Bun 1.4.5).
  const state = {
    __proto__: UNSAID,
    id,
    instance: "",
    agentType: DEFAULT_AGENT_TYPE,
    status,
    reason: null,
    message: null,
    workingDir: null,
    seq: 0,
    sinceMs: atMs,
    updatedMs: atMs,
    evidence: undefined,
    settled: null,
    transitions: [transition(status, atMs)],
    allAnsweredMs: 0,
    queued: 0,
    heldEnd: null,
    acknowledgedMs: null,
    replayed: false,
  } satisfies Omit<SessionState, keyof typeof UNSAID> & { __proto__: typeof UNSAID };
  return state as unknown as SessionState; // with what it inherits, which its type can't say
}

/**
 * A session from plain data, as it was saved.
 * @param saved what is missing is as in a new session.
 */
export function restoreState(
  saved: Pick<SessionState, "id" | "status"> & Partial<SessionState>,
): SessionState {
  const state = createState(saved.id, saved.status, 0);
  // In place, without a list of its fields: after a re-exec clients wait for thousands of these.
  const fields = state as unknown as Record<string, unknown>; // they were this state's before
  const said = saved as Record<string, unknown>;
  for (const key in said) {
    // Older daemons hand over transitions as they stand on the wire.
    if (!isUnsaid(key, said[key])) fields[key === "history" ? "transitions" : key] = said[key];
  }
  const { evidence = [], settled, transitions } = state;
  if (transitions.some((one) => typeof one === "object")) state.transitions = pack(transitions);
  if (evidence.length === 1 && Bun.deepEquals(evidence[0], settled)) state.evidence = undefined;
  return state;
}

/** The same as plain data that lacks nothing. */
export function toPlain(state: SessionState): SessionState {
  return { ...UNSAID, ...state };
}

function isUnsaid(key: string, value: unknown): boolean {
  const unsaid: unknown = (UNSAID as Record<string, unknown>)[key];
  return value === unsaid || (unsaid === NONE && Array.isArray(value) && value.length === 0);
}
