import * as v from "valibot";
import { Count } from "../../protocol/fields.ts";
import { SessionId, Source, Status, Terminal, Transition } from "../../protocol/session.ts";
import { createState, toPlain } from "../sessions/created.ts";
import type { Deletion } from "../sessions/ledger.ts";
import { Past } from "../sessions/past.ts";
import type { SessionState } from "../sessions/state.ts";
import { NO_WAITS } from "../sessions/waits.ts";
import { FORMAT, type KeptState } from "./format.ts";
import { WaitsRecord, WaitsReplay } from "./wait-record.ts";

const NEWLINE = 10;

type Fields = Readonly<Record<string, unknown>>;

const SavedPast = v.object({
  taken: v.array(v.string()),
  gone: v.array(v.tuple([v.string(), Count])),
});
const NO_PAST = { own: { taken: [], gone: [] }, reported: { taken: [], gone: [] } };

const Header = v.object({
  journal: v.literal(FORMAT),
  whole: v.boolean(),
  boot: v.string(),
  epoch: v.string(),
  // Damaged, they cost the epoch and not the sessions.
  seq: v.fallback(v.nullable(Count), null),
  forgotten: v.fallback(v.nullable(Count), null),
  // Older daemons had none.
  past: v.fallback(v.object({ own: SavedPast, reported: SavedPast }), NO_PAST),
  waits: v.fallback(WaitsRecord, NO_WAITS),
});

const text = v.nullable(v.string());
const Question = v.object({
  // Older daemons named none.
  id: v.optional(v.string(), ""),
  key: v.string(),
  reason: text,
  message: text,
  atMs: Count,
  // Older daemons had questions of hooks only, and did not keep their event.
  source: v.optional(Source, "hook"),
  event: v.optional(text, null),
  dueMs: Count,
  hold: v.optional(v.null(), null),
});
const Evidence = v.object({
  source: Source,
  atMs: Count,
  event: text,
  status: v.nullable(Status),
  reason: text,
  message: text,
});
// The compiler reports a field of the state that is missing here; a record of an
// older daemon that lacks it gets the default of a new session.
const State: v.GenericSchema<unknown, SessionState> = v.object({
  id: SessionId,
  instance: v.string(),
  agentType: v.string(),
  status: Status,
  reason: text,
  message: text,
  title: text,
  workingDir: text,
  priority: Count,
  seq: Count,
  sinceMs: Count,
  updatedMs: Count,
  evidence: v.undefinedable(v.array(Evidence)),
  settled: v.nullable(Evidence),
  transitions: v.array(v.union([Count, Transition])),
  host: text,
  pid: v.nullable(Count),
  pidStart: text,
  aliveMs: Count,
  isWatched: v.boolean(),
  hadTerminal: v.boolean(),
  parentId: text,
  background: Count,
  subagents: v.array(v.string()),
  questions: v.array(Question),
  asked: Count,
  beforeQuestion: v.nullable(v.object({ status: Status, reason: text, message: text })),
  answered: v.array(v.object({ key: v.string(), atMs: Count })),
  allAnsweredMs: Count,
  calls: v.array(v.object({ id: v.string(), key: v.string(), atMs: Count })),
  askedMs: Count,
  begunMs: Count,
  turn: text,
  turnBeganMs: Count,
  turnEndMs: Count,
  queued: Count,
  heldEnd: v.nullable(
    v.object({ said: Evidence, dueMs: Count, isQueued: v.optional(v.boolean(), false) }),
  ),
  terminal: v.nullable(Terminal),
  transcript: text,
  registry: text,
  acknowledgedMs: v.nullable(Count),
  snoozedUntilMs: v.nullable(Count),
  snoozeEndsMs: v.nullable(Count),
  replacedBy: text,
  replayed: v.boolean(),
  reported: v.boolean(),
  received: v.nullable(
    v.object({
      from: v.string(),
      displayName: v.string(),
      isStale: v.boolean(),
      acknowledgedMs: v.nullable(Count),
      snoozedUntilMs: v.nullable(Count),
    }),
  ),
  carrier: v.nullable(v.object({ pid: Count, start: v.string() })),
  isCutOff: v.boolean(),
});

/** What a journal holds. */
export interface JournalContent {
  boot: string;
  epoch: string;
  /** False when changes are missing: subscribers that have seen them must not resume. */
  whole: boolean;
  state: KeptState;
  /** Length up to the end of the last whole line. */
  bytes: number;
  /** Lines that could not be parsed. */
  unreadable: number;
}

/** Reads a journal. @returns null when it is none, or of another format. */
export function decodeJournal(bytes: Buffer): JournalContent | null {
  const lines = eachLine(bytes);
  const header = v.safeParse(Header, parse(lines.next().value ?? bytes.subarray(0, 0)));
  if (!header.success) return null;
  const { boot, epoch, whole, forgotten } = header.output;
  const past = {
    own: new Past(header.output.past.own),
    reported: new Past(header.output.past.reported),
  };
  const waits = new WaitsReplay(header.output.waits);
  const sessions = new Map<string, unknown>();
  const deletions: Deletion[] = [];
  let seq = header.output.seq ?? 0;
  let unreadable = header.output.seq === null || forgotten === null ? 1 : 0;
  for (const line of lines) {
    const record = parse(line);
    if (isRecord(record) && v.is(Count, record.seq)) {
      seq = Math.max(seq, record.seq);
      replay(record, record.reported === true ? past.reported : past.own);
      const id = record.deleted ?? record.id;
      if (typeof id === "string") waits.take(id, record.waits, record.waited);
      if (typeof record.deleted === "string") {
        deletions.push({ id: record.deleted, seq: record.seq });
        sessions.delete(record.deleted);
        continue;
      }
      if (typeof record.id === "string") {
        sessions.set(record.id, record);
        continue;
      }
    }
    unreadable += 1;
  }
  const states = [...sessions].flatMap(([id, record]) => {
    const unsaid = toPlain(createState(id, "attention", 0));
    const { history: transitions = unsaid.transitions, ...said } = record as Fields; // seen above
    const state = v.safeParse(State, { ...unsaid, transitions, ...said });
    if (state.success) return [state.output];
    unreadable += 1;
    return [];
  });
  return {
    boot,
    epoch,
    whole: whole && unreadable === 0,
    state: {
      ...{ seq, forgottenSeq: forgotten ?? seq, sessions: states, deletions },
      past: { own: past.own.save(), reported: past.reported.save() },
      waits: waits.save(),
    },
    bytes: bytes.lastIndexOf(NEWLINE) + 1,
    unreadable,
  };
}

function replay({ took, deleted, void_until_ms: untilMs }: Fields, past: Past): void {
  for (const id of Array.isArray(took) ? took : []) if (typeof id === "string") past.take(id);
  if (typeof deleted === "string" && v.is(Count, untilMs)) past.noteGone(deleted, untilMs);
}

function* eachLine(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

function parse(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined; // counted as unreadable by whoever asked
  }
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
