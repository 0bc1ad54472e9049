import { findProcess } from "../host/process.ts";
import { openReExec } from "../host/re-exec.ts";
import { steadyMs } from "../host/steady-clock.ts";
import type { AgentWatch } from "./evidence/agent-watch.ts";
import type { Feeds } from "./evidence/feeds.ts";
import type { Observer } from "./evidence/observer.ts";
import { processFacts } from "./facts.ts";
import { createHub, type Hub } from "./hub/hub.ts";
import type { RestoredState } from "./journal/restore.ts";
import { type Activity, createActivity } from "./lifecycle/activity.ts";
import { collectHandoff, type Handoff } from "./lifecycle/handoff.ts";
import type { OwnFiles } from "./lifecycle/own-files.ts";
import type { Started } from "./lifecycle/start.ts";
import { createUpgrade } from "./lifecycle/upgrade.ts";
import type { DaemonOptions } from "./options.ts";
import type { SessionState } from "./sessions/state.ts";
import { connectionLimits } from "./socket/connection-limit.ts";
import { createCredentials } from "./socket/credentials.ts";
import type { ReportListener } from "./socket/report-listener.ts";
import { listen, type Server } from "./socket/server.ts";
import { createTurns, type Turns } from "./socket/turns.ts";
import { type EvidenceOptions, openEvidence } from "./system-evidence.ts";

/** Longer than any usual command takes: only who pipelines hundreds is interrupted. */
const OWNER_LANE = { sliceMs: 4, turnMs: 20 };
/** What a subscriber missed is not urgent. */
const CATCH_UP_LANE = { sliceMs: 1, turnMs: 4 };

/** The wings of one daemon, joined. */
export interface Wings {
  options: DaemonOptions;
  started: Started;
  state: RestoredState;
  observer: Observer;
  /** Has the kernel tell of the agents while somebody is subscribed. */
  watch: AgentWatch;
  /** Hears agents' servers while somebody is subscribed. */
  feeds: Feeds;
  activity: Activity;
  hub: Hub;
  server: Server;
  /** Which socket is read from first, and for how long. */
  turns: Turns;
  /** Undefined where there is no report-only socket, or it is not open yet. */
  reports: ReportListener | undefined;
  /** Undefined until all of them are there. */
  files: OwnFiles | undefined;
  /** Time since the start, re-execs not counted. */
  uptimeMs(): number;
  /** Anything happened: a timer may be due earlier than it was. */
  wake(): void;
}

/** What the wings need of the timers, which are made of them. */
export interface Clockwork {
  /** Anything happened. */
  wake(): void;
  /** Takes in what hooks left in the spool. */
  takeSpool(): void;
}

/**
 * Composes the wings at a socket that is listening.
 * @param state what it serves, restored.
 * @param sight how agents' own files are read, and what is not looked at.
 */
export function createWings(
  options: DaemonOptions,
  started: Started,
  state: RestoredState,
  sight: Pick<EvidenceOptions, "records" | "mounts">,
  { wake, takeSpool }: Clockwork,
): Wings {
  const { log, libc, shutdown, handoff } = started;
  const startedMs = performance.now() - (handoff?.uptimeMs ?? 0);
  const uptimeMs = () => performance.now() - startedMs;
  const { observer, watch, feeds } = openEvidence({
    ...{ ...sight, store: state.store, libc },
    update: (change) => update(wings, change),
    takeSpool,
  });
  for (const [folder, type] of handoff?.registries ?? []) observer.learnRegistry(folder, type);
  const activity = createActivity(() => performance.now());
  const hub = createHub({
    ...state,
    observer,
    log,
    steadyMs,
    ...{ ...createCredentials(libc), find: findProcess },
    describe: () => describe(wings),
    handOver: () => flagsForSuccessor(wings),
    renew(program, version) {
      const isPossible = upgrade.isPossible(program);
      if (isPossible) upgrade.begin(program, version);
      return isPossible;
    },
    onChange(change, nowMs) {
      watch.note(change);
      feeds.note(change);
      if (change.state !== null) observer.noteTold(change.state, nowMs);
    },
    onActivity() {
      activity.note();
      followAgents(wings);
      wake();
    },
    flush: () => server.flush(),
    onStop: shutdown.begin,
  });
  const { owner } = connectionLimits(options.reportSocket !== undefined);
  const turns = createTurns(() => performance.now(), setImmediate);
  const server = listen(started.socket, libc, owner, hub.events, {
    reading: turns.open(OWNER_LANE),
    catchingUp: turns.open(CATCH_UP_LANE),
  });
  const upgrade = createUpgrade({ open: openReExec, collect: () => collect(wings), log });
  const wings: Wings = {
    ...{
      feeds,
      options,
      started,
      state,
      observer,
      watch,
      activity,
      hub,
      server,
      turns,
      uptimeMs,
      wake,
    },
    reports: undefined,
    files: undefined,
  };
  return wings;
}

/** Makes a change that no message asked for, and tells the subscribers. */
export function update({ hub, server, wake }: Wings, change: (nowMs: number) => void): void {
  const nowMs = Date.now();
  change(nowMs);
  hub.publishChanges(nowMs);
  server.flush();
  wake();
}

/** Watches and hears the agents while somebody is subscribed, and not otherwise. */
export function followAgents({ hub, watch, feeds }: Wings): void {
  const isFollowed = hub.subscribers > 0;
  watch.follow(isFollowed);
  feeds.follow(isFollowed);
}

/** What this daemon hands over at a re-exec; undefined where it can't now. */
export function collect(wings: Wings): Handoff | undefined {
  const { server, started, reports, hub, state, activity, observer, uptimeMs } = wings;
  const { store, waits, journal, epoch } = state;
  return collectHandoff({
    server,
    claim: started.claim,
    lock: started.lock,
    reports,
    load: {
      ...{ sessions: store.size, transitions: countTransitions(store.sessions()) },
      ...{ connections: countConnections(wings), overdue: hub.owed },
    },
    rest: () => ({
      ...{ epoch, isJournalWhole: journal?.isWhole === true, uptimeMs: uptimeMs() },
      ...activity.save(),
      ...{ restoreFault: journal?.restoreFault, registries: observer.registries() },
      subscribers: hub.saveSubscribers(),
      holders: hub.holders(),
      receivers: hub.saveReceivers(),
      waits: waits.save(),
      state: store.save(),
    }),
  });
}

function countTransitions(sessions: Iterable<SessionState>): number {
  let count = 0;
  for (const { transitions } of sessions) count += transitions.length;
  return count;
}

/** Connections to both sockets. */
export function countConnections({ server, reports }: Wings): number {
  return server.connections + (reports?.connections ?? 0);
}

function describe(wings: Wings) {
  const { started, state, uptimeMs, watch } = wings;
  const gap = watch.gap && `agents are looked at every ten seconds: ${watch.gap}`;
  return processFacts({
    socket: started.socket.path,
    uptimeMs: uptimeMs(),
    connections: countConnections(wings),
    checksCredentials: started.libc !== null,
    warnings: [...(state.journal?.warnings ?? []), ...(gap === undefined ? [] : [gap])],
  });
}

function flagsForSuccessor({ options, started, state }: Wings) {
  if (started.isSupervised) return "supervised";
  return state.journal?.isWhole === true ? options.flags : "no_journal";
}
