import { homedir, hostname } from "node:os";
import { commandsOf, terminalChildMs } from "../host/children.ts";
import { descriptorShares } from "../host/descriptors.ts";
import { createExits } from "../host/exits.ts";
import { watchFolder } from "../host/folder-watch.ts";
import { watchKeys } from "../host/key-watch.ts";
import type { Libc } from "../host/libc.ts";
import type { Mounts } from "../host/mounts.ts";
import { watchNames } from "../host/name-watch.ts";
import { findProcess, pidSpace, processTable } from "../host/process.ts";
import { findRepository } from "../host/repository.ts";
import { runningHooks } from "../host/running-hooks.ts";
import { terminalDevice } from "../host/tty.ts";
import { openUnixWebSocket } from "../host/unix-web-socket.ts";
import { type AgentWatch, createAgentWatch } from "./evidence/agent-watch.ts";
import { createFeeds, type Feeds } from "./evidence/feeds.ts";
import { createObserver, type Observer } from "./evidence/observer.ts";
import { createProjects, type ProjectOf } from "./evidence/projects.ts";
import type { RecordsByType } from "./evidence/records.ts";
import { createRegistry, registrySources } from "./evidence/registry.ts";
import { createTranscripts } from "./evidence/transcript.ts";
import { TERMINALS } from "./evidence/watched.ts";
import type { Store } from "./sessions/store.ts";

export interface EvidenceOptions {
  store: Store;
  /** How agents' own files are read. */
  records: RecordsByType;
  libc: Libc | null;
  mounts: Mounts;
  /** Makes a change that no message asked for, and tells the subscribers. */
  update(change: (nowMs: number) => void): void;
  /** Takes in what hooks left in the spool. */
  takeSpool(): void;
}

/** What is known of the agents besides their hooks. */
export interface Evidence {
  observer: Observer;
  watch: AgentWatch;
  feeds: Feeds;
}

/** The evidence that this system gives: its processes, files, terminals and sockets. */
export function openEvidence(options: EvidenceOptions): Evidence {
  const { store, libc, update, takeSpool } = options;
  const observer = openObserver(options);
  const watch = createAgentWatch({
    ...{ store, observer, update, takeSpool },
    // A terminal is written to all the time; only its end matters.
    watchFolder: (folder, events) =>
      folder === TERMINALS ? watchNames(libc, folder, events) : watchFolder(folder, events),
    watchKeys: (onKey) => watchKeys(libc, onKey),
    exits: createExits(libc),
    maxProcesses: descriptorShares().processes,
    isAble: libc !== null && process.platform === "linux",
  });
  const feeds = createFeeds({ store, observer, update, connect: openUnixWebSocket });
  return { observer, watch, feeds };
}

/** The projects that folders of this machine belong to. */
export function openProjects({ mayNotAnswer }: Mounts): ProjectOf {
  return createProjects((folder) => findRepository(folder, mayNotAnswer));
}

function openObserver({ store, records, mounts }: EvidenceOptions): Observer {
  const { mayNotAnswer } = mounts;
  const sources = registrySources(process.env, homedir(), mayNotAnswer);
  return createObserver({
    store,
    hostName: hostname(),
    pidSpace: pidSpace(),
    find: findProcess,
    mayNotAnswer,
    table: processTable,
    terminalChild: terminalChildMs,
    commands: commandsOf,
    terminalOf: terminalDevice,
    hooks: runningHooks,
    startedMs: performance.timeOrigin,
    registry: createRegistry(sources, records),
    transcripts: createTranscripts(records),
  });
}
