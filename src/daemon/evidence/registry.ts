import type { AgentRecord, RegistryFormat } from "../../agents/facets/records.ts";
import { registryFolder } from "../../agents/registry-folder.ts";
import { ENTRIES } from "../../agents/table.ts";
import { fileState, namesIn, readEnd } from "../../host/file.ts";
import type { SessionState } from "../sessions/state.ts";
import type { RecordsByType } from "./records.ts";

/** More than any record has; a longer file is none. */
const MAX_RECORD_BYTES = 64 * 1024;
const MAX_RECORDS = 4096;
const MAX_FOLDERS = 16;
const RECORD_NAME = /^\d{1,10}\.json$/;
/** A file may change twice within its time's precision: one that is this young is read again. */
const SETTLED_MS = 2000;

/** A record, and whose it is. */
export interface FoundRecord extends AgentRecord {
  agentType: string;
  format: RegistryFormat;
}

/** One agent's registry as it is on this machine. */
export interface RegistrySource {
  agentType: string;
  /** The folder known from the start; null for none. */
  folder: string | null;
}

/** What was last read of one file. */
interface Known {
  mtimeMs: number;
  size: number;
  record: FoundRecord | null;
}

/**
 * The registries of the agents that keep one, in the folders known from the start.
 * @param mayNotAnswer folders that are not looked at.
 */
export function registrySources(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  mayNotAnswer: (path: string) => boolean,
): RegistrySource[] {
  return ENTRIES.filter(({ registry }) => registry !== undefined).map((entry) => {
    const folder = registryFolder(entry, env, home);
    const isKnown = folder !== undefined && !mayNotAnswer(folder);
    return { agentType: entry.agentType, folder: isKnown ? folder : null };
  });
}

/**
 * The registries that agents keep of their own processes, in all the folders
 * known of. A look costs one `stat` a record that has not changed.
 */
export function createRegistry(sources: readonly RegistrySource[], records: RecordsByType) {
  const byType = new Map(sources.map((source) => [source.agentType, source]));
  /** Map<folder, whose registry it is>. */
  const folders = new Map<string, RegistrySource>();
  for (const source of sources) if (source.folder !== null) folders.set(source.folder, source);
  /** Map<path, what was last read there>. */
  let known = new Map<string, Known>();

  function readRecord(
    file: string,
    { agentType }: RegistrySource,
    nowMs: number,
    seen: typeof known,
  ): void {
    const format = records.get(agentType)?.registry;
    const state = format === undefined ? null : fileState(file);
    if (format === undefined || state === null || state.size > MAX_RECORD_BYTES) return;
    const before = known.get(file);
    const isKnown = before?.mtimeMs === state.mtimeMs && before.size === state.size;
    if (isKnown && before !== undefined && Math.abs(nowMs - state.mtimeMs) > SETTLED_MS) {
      seen.set(file, before);
      return;
    }
    const end = readEnd(file, MAX_RECORD_BYTES);
    const record = end === null ? null : format.parse(end.text);
    const isNamed = record !== null && file.endsWith(`/${record.pid}.json`);
    seen.set(file, { ...state, record: isNamed ? { ...record, agentType, format } : null });
  }

  function readFolder(path: string, source: RegistrySource, nowMs: number, seen: typeof known) {
    const names = namesIn(path).filter((name) => RECORD_NAME.test(name));
    for (const name of names.slice(0, MAX_RECORDS)) {
      readRecord(`${path}/${name}`, source, nowMs, seen);
    }
  }

  return {
    /**
     * Looks there too from now on, where agents of that type keep a registry.
     * @returns the folder, one and the same text for all who name it.
     */
    learn(path: string, agentType: string): string {
      for (const other of folders.keys()) if (other === path) return other;
      const source = byType.get(agentType);
      if (source !== undefined && folders.size < MAX_FOLDERS) folders.set(path, source);
      return path;
    },
    /** Every readable record, as it is now. */
    look(nowMs: number): FoundRecord[] {
      const seen: typeof known = new Map();
      for (const [path, source] of folders) readFolder(path, source, nowMs, seen);
      known = seen;
      return recordsOf(seen);
    },
    /** The records of one folder, or the one of that name, as they are now. */
    read(path: string, name: string | null, nowMs: number): FoundRecord[] {
      const source = folders.get(path);
      const seen: typeof known = new Map();
      if (source === undefined) return [];
      if (name === null) readFolder(path, source, nowMs, seen);
      else if (RECORD_NAME.test(name)) readRecord(`${path}/${name}`, source, nowMs, seen);
      for (const [file, state] of seen) known.set(file, state);
      return recordsOf(seen);
    },
    /** The session whose record says that it went on in the process of that job; null for none. */
    movedFrom(job: string): string | null {
      for (const { record } of known.values()) {
        if (record?.movedTo === job) return record.sessionId;
      }
      return null;
    },
    /** The folders, and whose registries they are. */
    save: () => Array.from(folders, ([path, { agentType }]) => [path, agentType] as const),
    folders: (): readonly string[] => [...folders.keys()],
    /** A session's record, in the folder of its process or, for none, the one known from the start. */
    find(state: SessionState, nowMs: number): FoundRecord | null {
      const { id, pid, reported, agentType, registry: folder } = state;
      const source = byType.get(agentType);
      const where = folder ?? source?.folder ?? null;
      if (source === undefined || where === null || pid === null || reported) return null;
      const file = `${where}/${pid}.json`;
      readRecord(file, source, nowMs, known);
      const record = known.get(file)?.record ?? null;
      return record?.sessionId === id ? record : null;
    },
    /** Whether the last look found any record. */
    get hasAny(): boolean {
      return known.size > 0;
    },
  };
}

function recordsOf(seen: ReadonlyMap<string, Known>): FoundRecord[] {
  return [...seen.values()].flatMap(({ record }) => (record === null ? [] : [record]));
}

/** What {@link createRegistry} gives. */
export type Registry = ReturnType<typeof createRegistry>;
