import { existsSync } from "node:fs";
import type { FindProcess, ProcessInfo } from "../../host/process.ts";
import { type CheckedReport, DEFAULT_AGENT_TYPE } from "../../protocol/session.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { amendReport } from "./amendment.ts";
import { createClients, goesOnElsewhere } from "./clients.ts";
import type { Watched } from "./kernel-watch.ts";
import { createLastWords } from "./last-words.ts";
import { createLiveness, soonest } from "./liveness.ts";
import { createRecordEvidence } from "./record-evidence.ts";
import type { Registry } from "./registry.ts";
import { lookAtAsking, lookAtSubagent } from "./subagent-files.ts";
import { Terminals } from "./terminals.ts";
import { awaitsTool, createToolEvidence, type ToolOptions } from "./tool-evidence.ts";
import type { Transcripts } from "./transcript.ts";
import { lookAtTranscript } from "./transcript-evidence.ts";
import { type Surroundings, verifyReport } from "./verify.ts";
import { watchedOf } from "./watched.ts";

/** Looks that come closer together than this share one, where there is much to look at. */
const FRESH_MS = 1000;
const MANY = 200;
/** Where the kernel does not tell, a look is due so long after anything was heard. */
const SOON_MS = 10_000;

/** What the observer looks at, and with. */
export interface ObserverOptions extends Surroundings, ToolOptions {
  store: Store;
  /** A lookup for one look at many processes. */
  table(): FindProcess;
  registry: Registry;
  transcripts: Transcripts;
  /** The terminal of a process; null for none, or where the system does not tell. */
  terminalOf(pid: number): string | null;
  /** The hooks of any agent that were started a moment ago and still run. */
  hooks(nowMs: number): ProcessInfo[];
  /** When this life of the hub began, Unix milliseconds. */
  startedMs: number;
}

/**
 * Looks at what tells of the agents besides their hooks: processes, their own
 * registry, the ends of transcripts. Only when somebody asks, or the kernel says
 * that something changed.
 */
export function createObserver(options: ObserverOptions) {
  const { store, registry, transcripts, find, mayNotAnswer, startedMs } = options;
  const words = createLastWords(find, options.hooks);
  const liveness = createLiveness(store, words, startedMs);
  const clients = createClients(store, find);
  const tools = createToolEvidence(store, options);
  const records = createRecordEvidence(store, registry.movedFrom, tools);
  const terminals = new Terminals(find, options.terminalOf);
  const watched = (state: SessionState) => watchedOf(state, transcripts, terminals.of(state));
  let lookedMs = 0;
  let dueInMs: number | undefined = SOON_MS;
  // Sessions of an earlier life of the state know of folders that nobody has named since.
  for (const state of store.sessions()) {
    transcripts.expect(state.agentType);
    if (state.transcript !== null && mayNotAnswer(state.transcript)) state.transcript = null;
    if (state.registry !== null && mayNotAnswer(state.registry)) state.registry = null;
    if (state.registry !== null) registry.learn(state.registry, state.agentType);
  }

  function lookAtState(state: SessionState, nowMs: number): void {
    if (state.status === "closed") return;
    liveness.check(state, find, nowMs);
    records.noteEvidence(registry.find(state, nowMs), find, nowMs);
    transcripts.begin();
    lookForNews(state, nowMs);
  }

  /** What a session's files and its terminals tell, where its hooks do not. */
  function lookForNews(state: SessionState, nowMs: number): void {
    lookAtTranscript(store, transcripts, state, nowMs);
    lookAtAsking(store, transcripts, state, nowMs);
    tools.lookFor(state, nowMs);
  }

  return {
    /** Looks at everything. */
    sweep(nowMs: number): void {
      const isFresh = nowMs >= lookedMs && nowMs - lookedMs < FRESH_MS;
      if (isFresh && store.size > MANY) return;
      lookedMs = nowMs;
      const lookup = options.table();
      for (const state of [...store.sessions()]) liveness.check(state, lookup, nowMs);
      const found = registry.look(nowMs);
      for (const record of found) records.noteEvidence(record, lookup, nowMs);
      transcripts.begin();
      for (const state of [...store.sessions()]) {
        lookForNews(state, nowMs);
        liveness.tellStale(state, nowMs);
      }
      dueInMs = registry.hasAny ? SOON_MS : liveness.dueInMs(nowMs);
    },
    /** How long after this look, or what was heard since, the next one is due; undefined for never. */
    get dueInMs(): number | undefined {
      return dueInMs;
    },
    /** The same where the kernel tells of processes and files: only time tells that one is stale. */
    staleInMs: liveness.staleInMs,
    /** A session was told of as it is now: when it turns stale that is news. */
    noteTold: liveness.noteTold,
    /** Looks at one session. */
    lookAt(id: string, nowMs: number): void {
      const state = store.find(id);
      if (state !== undefined) lookAtState(state, nowMs);
    },
    /**
     * Looks at what a process carries.
     * @returns processes of hooks that it left behind: once they have ended it is to be looked at again.
     */
    lookAtProcess: (pid: number, nowMs: number) => liveness.lookAtProcess(pid, find, nowMs),
    /**
     * Looks at what a file of an agent's tells of; null: at all of that folder.
     * @returns how long until it is to be looked at again; undefined for not by itself.
     */
    lookAtFile(folder: string, name: string | null, nowMs: number): number | undefined {
      const againMs: (number | undefined)[] = [];
      for (const record of registry.read(folder, name, nowMs)) {
        againMs.push(records.noteEvidence(record, find, nowMs));
      }
      transcripts.begin();
      for (const state of [...store.sessions()]) {
        const isMeant = watched(state).folders.includes(folder);
        if (!isMeant || state.status === "closed") continue;
        // a folder of terminals tells who has lost one
        againMs.push(liveness.check(state, find, nowMs));
        const isItsFile = name === null || state.transcript === `${folder}/${name}`;
        if (isItsFile) againMs.push(lookAtTranscript(store, transcripts, state, nowMs));
        else lookAtSubagent(store, transcripts, state, `${folder}/${name}`, nowMs);
      }
      return soonest(againMs);
    },
    /** A client of an agent's server has begun a session in a folder. */
    noteBegin(began: { id: string; folder: string; atMs: number }, nowMs: number): void {
      goesOnElsewhere(store, began, find, nowMs);
    },
    /** Looks at the processes of agents in terminals, where one may have been stopped, continued or granted a command. */
    lookAtTerminals(nowMs: number): void {
      for (const state of [...store.sessions()]) {
        if (state.status !== "closed" && watched(state).terminals.length > 0) {
          liveness.check(state, find, nowMs);
          tools.lookFor(state, nowMs);
        }
      }
    },
    /** Whether anybody waits for a permission whose granting a new terminal would show. */
    get awaitsTool(): boolean {
      return [...store.sessions()].some(awaitsTool);
    },
    /** Looks for commands that were granted and run. */
    lookForTools(nowMs: number): void {
      for (const state of [...store.sessions()]) tools.lookFor(state, nowMs);
    },
    /** Shows what was held back and is due, but for ends of turns of agents that are at work. */
    showDue(nowMs: number): void {
      for (const state of store.held()) {
        const { pid, heldEnd, reported } = state;
        if (heldEnd === null || heldEnd.dueMs > nowMs || pid === null || reported) continue;
        if (registry.find(state, nowMs)?.status === "busy") store.goesOn(state);
        else words.holdEnd(heldEnd, pid, nowMs);
      }
      store.showDue(nowMs);
    },
    /** Notes whether a session's process has a terminal that it may lose. */
    noteTerminal: (state: SessionState) => terminals.note(state),
    /** What the kernel can tell of about a session; undefined for one that is over. */
    watchedOf(state: SessionState): Watched | undefined {
      const isNotOurs = state.status === "closed" || state.received !== null;
      return isNotOurs ? undefined : watched(state);
    },
    /** Folders of registries, which tell of sessions that nobody has heard of yet. */
    registryFolders(): readonly string[] {
      return registry.folders();
    },
    /** The same folders, and whose they are, to be handed over. */
    registries: registry.save,
    /** Looks there too from now on. */
    learnRegistry: registry.learn,
    /** Whether a folder is gone, as far as that can be told without waiting. */
    isMissing: (folder: string): boolean => !mayNotAnswer(folder) && !existsSync(folder),
    /** Takes of a report what can be proved. @param known its session; the owner's when left out. */
    verify(
      report: CheckedReport,
      nowMs: number,
      known: SessionState | undefined = store.findOwn(report.session_id),
    ): CheckedReport {
      dueInMs = SOON_MS;
      const placed = clients.place(report, known, nowMs);
      const verified = verifyReport(placed, known, options);
      // A parent must still be the process that it was.
      const { registry: folder, ancestors } = verified;
      const isOrphan = known === undefined || known.parentId === null;
      if (isOrphan && ancestors !== undefined) {
        for (const state of store.withProcess(...ancestors)) liveness.check(state, find, nowMs);
      }
      // What comes next may follow from an answer, of which no hook tells.
      const asking = known?.status === "question" ? registry.find(known, nowMs) : null;
      records.noteEvidence(asking, find, nowMs);
      const agentType = verified.agent_type ?? known?.agentType ?? DEFAULT_AGENT_TYPE;
      transcripts.expect(agentType);
      const amended = amendReport(verified, known, transcripts.formatOf(agentType));
      if (typeof folder !== "string") return amended;
      return { ...amended, registry: registry.learn(folder, agentType) };
    },
  };
}

/** What {@link createObserver} gives. */
export type Observer = ReturnType<typeof createObserver>;
