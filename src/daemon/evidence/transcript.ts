import type {
  EndedCall,
  QueueStep,
  Standing,
  TranscriptFormat,
} from "../../agents/facets/records.ts";
import { fileState, readEnd, readLastLines } from "../../host/file.ts";
import type { RecordsByType } from "./records.ts";

/** How much of a transcript's end is looked at. */
const MAX_BYTES = 32 * 1024;
/**
 * And of one that is asking, where that does not tell: some agents then write it all anew,
 * or after what a tool came to all that the model is told next (64 KB were seen).
 */
const MORE_BYTES = 4 * 1024 * 1024;
/** And where something is queued: what its turn is told besides stands after it (64 KB were seen). */
const QUEUE_BYTES = 512 * 1024;
/** Transcripts read in one look; the others have their turn in the next. */
const MAX_READS = 32;

/** A file may change twice within its time's precision: one that is this young is read again. */
const SETTLED_MS = 2000;

/** A session whose transcript may settle a doubt. */
export interface Doubt {
  agentType: string;
  path: string;
  /** When anything was last heard of the session: what the file holds from before is known. */
  heardMs: number;
  /** It waits for an answer, and its file for that is quiet. */
  isAsking: boolean;
  /** Calls of its tools run, as far as is known. */
  hasCalls: boolean;
}

/** What was seen in a transcript. */
export interface Seen {
  standing: Standing | null;
  ended: readonly EndedCall[];
}

/** What was seen there of its queue of prompts. */
export interface SeenQueue {
  steps: readonly QueueStep[];
  /** What came before these may be missing. */
  isCut: boolean;
}

/**
 * Reads the ends of agents' transcripts, and only for how the session stands and
 * which calls have ended: nothing else of them is kept or passed on.
 */
export function createTranscripts(records: RecordsByType) {
  let readsLeft = MAX_READS;
  /** Map<session, time of its file when it was last read>. */
  const read = new WeakMap<object, number>();
  /** The same of reading for its queue. */
  const queueRead = new WeakMap<object, number>();
  /** Session -> path of a file beside its own -> when that changed, and the session had, as it was last read. */
  const besideRead = new WeakMap<object, Map<string, { mtimeMs: number; seq: number }>>();
  return {
    /** Gets ready to read the transcripts of agents of that type. */
    expect(agentType: string): void {
      records.get(agentType);
    },
    /** Allows a new round of reading. */
    begin(): void {
      readsLeft = MAX_READS;
    },
    /** How the files of agents of that type are read; undefined when nothing is known of that. */
    formatOf: (agentType: string): TranscriptFormat | undefined =>
      records.get(agentType)?.transcript,
    /** Whether it will be known how they are read, though it is not yet. */
    isLoading: (agentType: string): boolean =>
      records.get(agentType) === undefined && records.has(agentType),
    /** Whether a file beside the session's own is to be read, and notes that it is. */
    isUnread(session: { seq: number }, path: string, nowMs: number): boolean {
      const state = fileState(path);
      if (state === null) return false;
      const { mtimeMs } = state;
      const paths = besideRead.get(session) ?? new Map();
      const known = paths.get(path);
      const isOld = Math.abs(nowMs - mtimeMs) > SETTLED_MS;
      // What is known of the session since may be what the file tells of.
      if (isOld && known?.mtimeMs === mtimeMs && known.seq === session.seq) return false;
      besideRead.set(session, paths.set(path, { mtimeMs, seq: session.seq }));
      return true;
    },
    /** How the session stands by its transcript, when that changed after anything was last heard. */
    look(session: object, doubt: Doubt, nowMs: number): Seen | null {
      const { agentType, path, heardMs, isAsking } = doubt;
      const format = records.get(agentType)?.transcript;
      if (readsLeft === 0 || format === undefined) return null;
      const state = fileState(path);
      if (state === null || state.mtimeMs <= heardMs) return null;
      const isOld = Math.abs(nowMs - state.mtimeMs) > SETTLED_MS;
      if (isOld && read.get(session) === state.mtimeMs) return null;
      read.set(session, state.mtimeMs);
      readsLeft -= 1;
      let ended: readonly EndedCall[] = [];
      const looksForEnds = doubt.hasCalls && format.ended !== undefined;
      const parts = isAsking && looksForEnds ? [MORE_BYTES] : [MAX_BYTES];
      if (isAsking && !looksForEnds) parts.push(MORE_BYTES);
      for (const maxBytes of parts) {
        const end = readLastLines(path, maxBytes);
        if (end === null) return null;
        if (looksForEnds) ended = format.ended?.(end.lines) ?? [];
        const standing = format.standing(end.lines);
        if (standing !== undefined || !end.isCut) return { standing: standing ?? null, ended };
      }
      return { standing: null, ended };
    },
    /** Its queue of prompts, when the file changed since the last look. @param isQueued something waits there. */
    lookAtQueue(
      session: object,
      { agentType, path }: Pick<Doubt, "agentType" | "path">,
      isQueued: boolean,
      nowMs: number,
    ): SeenQueue | null {
      const queue = records.get(agentType)?.transcript?.queue;
      const state = queue === undefined ? null : fileState(path);
      if (queue === undefined || state === null) return null;
      const isOld = Math.abs(nowMs - state.mtimeMs) > SETTLED_MS;
      if (isOld && queueRead.get(session) === state.mtimeMs) return null;
      queueRead.set(session, state.mtimeMs);
      const end = readEnd(path, isQueued ? QUEUE_BYTES : MAX_BYTES);
      // Mostly nothing is queued, and every step of its agent adds to the file.
      if (end === null || !end.text.includes(queue.mark)) return null;
      return { steps: queue.read(end.text.split("\n")), isCut: end.isCut };
    },
  };
}

/** What {@link createTranscripts} gives. */
export type Transcripts = ReturnType<typeof createTranscripts>;
