import { fileState, namesIn, readEnd } from "../../host/file.ts";

/** More than any record has; a longer file is none. */
const MAX_RECORD_BYTES = 64 * 1024;
const MAX_RECORDS = 4096;
const MAX_FOLDERS = 16;
/** A file may change twice within its time's precision: one that is this young is read again. */
const SETTLED_MS = 2000;

/** What an agent's process says of itself in its own registry. */
export interface AgentRecord {
  sessionId: string;
  pid: number;
  /** When the process started, as the system tells it; null in records of older versions. */
  start: string | null;
  startedMs: number | null;
  workingDir: string | null;
  status: "busy" | "idle" | "waiting";
  statusMs: number;
  /** What it waits for: `approve Bash`, `permission prompt`, `input needed`, `dialog open`, … */
  waitingFor: string | null;
}

/**
 * Reads a record of Claude Code's registry, `<config>/sessions/<pid>.json`;
 * null for what is none, or says nothing of the status. Another program's file,
 * undocumented: shape as recorded with CLI 2.1.139 to 2.1.278 (herdrdev/herdr#3414,
 * omnigent-ai/omnigent `claude_native_status_file.py`, anthropics/
 * claude-agent-sdk-typescript#364). It is written when the status changes;
 * `shell` is idle with a shell in the background. `procStart` is field 22 of
 * /proc/<pid>/stat on Linux, `ps -o lstart` in UTC on macOS. `sessionId` is
 * rewritten in place when the process goes on with another session.
 */
export function parseRecord(text: string): AgentRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return null; // half written, or something else
  }
  if (typeof record !== "object" || record === null) return null;
  const fields = record as Record<string, unknown>; // an object, proved above
  const status = fields.status === "shell" ? "idle" : fields.status;
  const statusMs = numberOf(fields.statusUpdatedAt) ?? numberOf(fields.updatedAt);
  const pid = numberOf(fields.pid);
  const { sessionId } = fields;
  if (typeof sessionId !== "string" || pid === null || statusMs === null) return null;
  if (status !== "busy" && status !== "idle" && status !== "waiting") return null;
  return {
    sessionId,
    pid,
    start: textOf(fields.procStart),
    startedMs: numberOf(fields.startedAt),
    workingDir: textOf(fields.cwd),
    status,
    statusMs,
    // Left over from an earlier wait otherwise: updates are merged into the record.
    waitingFor: status === "waiting" ? textOf(fields.waitingFor) : null,
  };
}

/**
 * Claude Code's registry of its own processes, in all the folders known of. A
 * look costs one `stat` a record that has not changed.
 * @param folder the one known from the start; null for none.
 */
export function createRegistry(folder: string | null) {
  const folders = new Set<string>(folder === null ? [] : [folder]);
  /** Map<path, what was last read there>. */
  let known = new Map<string, { mtimeMs: number; size: number; record: AgentRecord | null }>();

  function readRecord(file: string, nowMs: number, seen: typeof known): void {
    const state = fileState(file);
    if (state === null || state.size > MAX_RECORD_BYTES) return;
    const before = known.get(file);
    const isKnown = before?.mtimeMs === state.mtimeMs && before.size === state.size;
    if (isKnown && before !== undefined && Math.abs(nowMs - state.mtimeMs) > SETTLED_MS) {
      seen.set(file, before);
      return;
    }
    const part = readEnd(file, MAX_RECORD_BYTES);
    const record = part === null ? null : parseRecord(part.bytes.toString());
    const isNamed = record !== null && file.endsWith(`/${record.pid}.json`);
    seen.set(file, { ...state, record: isNamed ? record : null });
  }

  return {
    /** Looks there too from now on. @returns the folder, one and the same text for all who name it. */
    learn(path: string): string {
      for (const other of folders) if (other === path) return other;
      if (folders.size < MAX_FOLDERS) folders.add(path);
      return path;
    },
    /** Every readable record, as it is now. */
    look(nowMs: number): AgentRecord[] {
      const seen: typeof known = new Map();
      for (const path of folders) {
        const names = namesIn(path).filter((name) => /^\d{1,10}\.json$/.test(name));
        for (const name of names.slice(0, MAX_RECORDS)) {
          readRecord(`${path}/${name}`, nowMs, seen);
        }
      }
      known = seen;
      return [...seen.values()].flatMap(({ record }) => (record === null ? [] : [record]));
    },
    /** The record of one process, in that folder or, for none, the one known from the start. */
    find(path: string | null, pid: number, nowMs: number): AgentRecord | null {
      const where = path ?? folder;
      if (where === null) return null;
      const file = `${where}/${pid}.json`;
      readRecord(file, nowMs, known);
      return known.get(file)?.record ?? null;
    },
    /** Whether the last look found any record. */
    get hasAny(): boolean {
      return known.size > 0;
    },
  };
}

/** What {@link createRegistry} gives. */
export type Registry = ReturnType<typeof createRegistry>;

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
