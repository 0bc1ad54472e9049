import { type CheckedReport, DEFAULT_AGENT_TYPE } from "../../protocol/session.ts";
import { newestMs } from "../sessions/signals.ts";
import { lastWord, type SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { createLiveness, type FindProcess } from "./liveness.ts";
import { recordReport } from "./record-report.ts";
import type { FoundRecord, Registry } from "./registry.ts";
import type { Transcripts } from "./transcript.ts";
import { type Surroundings, verifyReport } from "./verify.ts";

/** Looks that come closer together than this share one, where there is much to look at. */
const FRESH_MS = 1000;
const MANY = 200;
/** After so long a look is due where something was heard, or a registry may say something new. */
const SOON_MS = 10_000;
/** Hooks that tell of the same moment have come by then: they are done within a second. */
const SETTLED_MS = 2000;
/** Silence after which a transcript is looked at. */
const SILENT_MS = 3000;
/** A hook takes its time from its own start, at most this long after what it tells of. */
const HOOK_START_MS = 500;

/** What the observer looks at, and with. */
export interface ObserverOptions extends Surroundings {
  store: Store;
  /** A lookup for one look at many processes. */
  table(): FindProcess;
  registry: Registry;
  transcripts: Transcripts;
}

/**
 * Looks at what tells of the agents besides their hooks: processes, their own
 * registry, the ends of transcripts. Only when somebody asks or watches.
 */
export function createObserver(options: ObserverOptions) {
  const { store, registry, transcripts, find } = options;
  const liveness = createLiveness(store);
  let lookedMs = 0;
  let dueInMs: number | undefined = SOON_MS;
  // Sessions of an earlier life of the state know of folders that nobody has named since.
  for (const { registry: folder, agentType } of store.sessions()) {
    if (folder !== null) registry.learn(folder, agentType);
  }

  function hearRecord(record: FoundRecord, lookup: FindProcess, nowMs: number): void {
    if (nowMs - record.statusMs < SETTLED_MS) return;
    const report = recordReport(record, { store, find: lookup });
    if (report === null) return;
    const { sessionId, statusMs } = record;
    const state = store.find(sessionId);
    if (state === undefined && (store.isGone(sessionId, statusMs, nowMs) || !store.hasRoom)) return;
    if (state === undefined || state.status === "closed") {
      store.set(report, nowMs);
      return;
    }
    const word = lastWord(state, "registry");
    // Not what says that it works: a question asked meanwhile would seem answered.
    const atMs = record.status === "busy" ? statusMs : afterHook(statusMs, state);
    if (word?.atMs === atMs && word.event === report.event) return;
    store.weigh(state, { ...report, at_ms: atMs }, nowMs);
  }

  function lookAtTranscript(state: SessionState, nowMs: number): void {
    const { status, transcript: path, agentType, evidence } = state;
    if (path === null || (status !== "working" && status !== "question")) return;
    const heardMs = newestMs(evidence);
    if (nowMs - heardMs < SILENT_MS) return;
    const doubt = { agentType, path, heardMs: heardMs - HOOK_START_MS };
    const standing = transcripts.look(state, doubt, nowMs);
    if (standing === null) return;
    const { atMs, ...said } = standing;
    const report = { session_id: state.id, source: "transcript", ...said } as const;
    store.weigh(state, { ...report, at_ms: afterHook(atMs, state) }, nowMs);
  }

  return {
    /** Looks at everything. */
    sweep(nowMs: number): void {
      const isFresh = nowMs >= lookedMs && nowMs - lookedMs < FRESH_MS;
      if (isFresh && store.size > MANY) return;
      lookedMs = nowMs;
      const lookup = options.table();
      for (const state of [...store.sessions()]) liveness.check(state, lookup, nowMs);
      const records = registry.look(nowMs);
      for (const record of records) hearRecord(record, lookup, nowMs);
      transcripts.begin();
      for (const state of [...store.sessions()]) {
        lookAtTranscript(state, nowMs);
        liveness.tellStale(state, nowMs);
      }
      dueInMs = registry.hasAny ? SOON_MS : liveness.dueInMs(nowMs);
    },
    /** How long after this look, or what was heard since, the next one is due; undefined for never. */
    get dueInMs(): number | undefined {
      return dueInMs;
    },
    /** Looks at one session. */
    lookAt(id: string, nowMs: number): void {
      const state = store.find(id);
      if (state === undefined || state.status === "closed") return;
      liveness.check(state, find, nowMs);
      const record = state.pid === null ? null : registry.find(state, state.pid, nowMs);
      if (record?.sessionId === id) hearRecord(record, find, nowMs);
      transcripts.begin();
      lookAtTranscript(state, nowMs);
    },
    /** Shows what was held back and is due, but for ends of turns of agents that are at work. */
    showDue(nowMs: number): void {
      for (const state of store.held()) {
        const { id, pid, heldEnd } = state;
        if (heldEnd === null || heldEnd.dueMs > nowMs || pid === null) continue;
        const record = registry.find(state, pid, nowMs);
        if (record?.sessionId === id && record.status === "busy") store.goesOn(state);
      }
      store.showDue(nowMs);
    },
    /** Takes of a report what can be proved. */
    verify(report: CheckedReport, nowMs: number): CheckedReport {
      dueInMs = SOON_MS;
      const known = store.find(report.session_id);
      const verified = verifyReport(report, known, options);
      // A parent must still be the process that it was.
      const isOrphan = known === undefined || known.parentId === null;
      const above = isOrphan ? (verified.ancestors ?? []) : [];
      for (const state of store.withProcess(...above)) liveness.check(state, find, nowMs);
      const { registry: folder } = verified;
      if (typeof folder !== "string") return verified;
      const agentType = verified.agent_type ?? known?.agentType ?? DEFAULT_AGENT_TYPE;
      return { ...verified, registry: registry.learn(folder, agentType) };
    },
  };
}

/** What {@link createObserver} gives. */
export type Observer = ReturnType<typeof createObserver>;

function afterHook(atMs: number, state: SessionState): number {
  const hookMs = lastWord(state, "hook")?.atMs ?? 0;
  return hookMs >= atMs && hookMs - atMs < HOOK_START_MS ? hookMs + 1 : atMs;
}
