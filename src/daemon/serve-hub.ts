import { homedir, hostname } from "node:os";
import type { Libc } from "../host/libc.ts";
import { heldLock, type Lock, lockPath, tryLock } from "../host/lock.ts";
import type { Log } from "../host/log.ts";
import { anonymousKb, createRelease, residentKb } from "../host/memory.ts";
import { findProcess, pidSpace, processTable } from "../host/process.ts";
import { openReExec } from "../host/re-exec.ts";
import { spoolFolder } from "../host/spool.ts";
import { APP_VERSION } from "../version.ts";
import { createObserver } from "./evidence/observer.ts";
import { createRegistry } from "./evidence/registry.ts";
import { createTranscripts } from "./evidence/transcript.ts";
import { createHub } from "./hub/hub.ts";
import { takeSpool } from "./hub/spool-intake.ts";
import { openJournal } from "./journal/journal.ts";
import { createAlarm } from "./lifecycle/alarm.ts";
import type { Handoff } from "./lifecycle/handoff.ts";
import { createReExec } from "./lifecycle/re-exec.ts";
import { createReclaim } from "./lifecycle/reclaim.ts";
import type { Shutdown } from "./lifecycle/shutdown.ts";
import { takeOver } from "./lifecycle/takeover.ts";
import type { DaemonOptions } from "./options.ts";
import { Store } from "./sessions/store.ts";
import { DEFAULT_LIMITS } from "./sessions/table.ts";
import { connectionLimits } from "./socket/connection-limit.ts";
import { createCredentials } from "./socket/credentials.ts";
import { fdOf, handOffSocket, type SocketHandoff } from "./socket/handoff.ts";
import { listen } from "./socket/listen.ts";
import { openReportSocket, type ReportSocket } from "./socket/report-listener.ts";
import type { Place } from "./socket/socket-path.ts";

/** How often, at most, the daemon looks whether it is still of use. */
const CHECK_EVERY_MS = 60_000;
/** The least time without a message before a re-exec. */
const QUIET_MS = 1000;
/** How long peers may take to read their last bytes at shutdown. */
const GRACE_MS = 1000;
const NO_CREDENTIALS = "peer credentials are not checked: bun:ffi is not to be had";

/** What the daemon has taken hold of by then. */
export interface Surroundings {
  log: Log;
  shutdown: Shutdown;
  libc: Libc | null;
  place: Place;
  isSupervised: boolean;
  lock: Lock;
  /** From before the re-exec, after one. */
  handoff: Handoff | undefined;
}

/** Serves the path, which is free and ours, until it is time to leave. */
export async function serveHub(options: DaemonOptions, around: Surroundings): Promise<void> {
  const { socket: path, idleTimeoutMs } = options;
  const { log, shutdown, libc, lock, handoff } = around;
  const startedMs = performance.now() - (handoff?.uptimeMs ?? 0);
  let busyMs = performance.now();
  let spokenMs = busyMs;
  let reports: ReportSocket | undefined;
  const journal = openJournal(path, options.keepsJournal, log);
  if (handoff !== undefined) journal?.resume(handoff.epoch, handoff.isJournalWhole);
  const saved = handoff === undefined ? journal?.restore() : handoff.state;
  const epoch = handoff?.epoch ?? journal?.epoch ?? crypto.randomUUID();
  const store = new Store(DEFAULT_LIMITS, saved);
  journal?.begin(() => store.save());
  const observer = createObserver({
    store,
    hostName: hostname(),
    pidSpace: pidSpace(),
    find: findProcess,
    table: processTable,
    registry: createRegistry(claudeRegistry()),
    transcripts: createTranscripts(),
  });
  const hub = createHub({
    store,
    observer,
    epoch,
    journal,
    log,
    ...createCredentials(libc),
    describe: () => ({
      uptime_seconds: Math.floor((performance.now() - startedMs) / 1000),
      connections: countConnections(),
      memory_mb: Math.round(process.memoryUsage.rss() / 1e5) / 10,
      socket_path: around.place.path,
      app_version: APP_VERSION,
      pid: process.pid,
      warnings: [...(libc === null ? [NO_CREDENTIALS] : []), ...(journal?.warnings ?? [])],
    }),
    handOver() {
      if (around.isSupervised) return "supervised";
      return journal?.isWhole === true ? options.flags : "no_journal";
    },
    onActivity() {
      busyMs = spokenMs = performance.now();
      reclaim.wake();
      dueAlarm.arm();
      sweepAlarm.arm();
    },
    onStop: shutdown.begin,
  });
  process.on("uncaughtException", hub.onBug);
  process.on("unhandledRejection", hub.onBug);

  const countConnections = () => server.connections + (reports?.connections ?? 0);
  /** Makes a change that no message asked for, and tells the subscribers. */
  const act = (change: (nowMs: number) => void) => {
    const nowMs = Date.now();
    change(nowMs);
    hub.publishChanges(nowMs);
    server.flush();
  };
  const reclaim = createReclaim(
    {
      residentKb,
      release: createRelease(options.trims),
      onReclaimed: (kb) => log.debug(`memory reclaimed: ${kb} kB are left`),
      onIdle: () => reExec.consider(),
    },
    () => performance.now() - spokenMs,
  );
  const reExec = createReExec({
    open: () => (options.trims ? openReExec() : null),
    anonymousKb,
    isReExec: handoff !== undefined,
    log,
    save: () => store.save(),
    collect() {
      const owner = handOffSocket(server, around.place, shutdown.ownInode(), lock);
      const reported = reports === undefined ? null : reports.handOff();
      const isQuiet = performance.now() - spokenMs > QUIET_MS;
      if (!isQuiet || owner === undefined || reported === undefined) return undefined;
      return {
        owner,
        subscribers: server.idlePeers()?.filter(hub.events.isSubscribed).map(fdOf) ?? [],
        reports: reported,
        epoch,
        isJournalWhole: journal?.isWhole === true,
        uptimeMs: performance.now() - startedMs,
      };
    },
  });
  const folder = spoolFolder(path);
  const spool = { folder, store, observer, log };
  const takeIn = (nowMs: number) => takeSpool(spool, nowMs, () => hub.publishChanges(nowMs));
  const dueAlarm = createAlarm(
    () => {
      const dueMs = store.nextDueMs();
      return dueMs === undefined ? undefined : dueMs - Date.now();
    },
    () => act((nowMs) => observer.showDue(nowMs)),
  );
  const sweepAlarm = createAlarm(
    () => (hub.subscribers > 0 ? observer.dueInMs : undefined), // only while somebody watches
    () => act((nowMs) => observer.sweep(nowMs)),
  );
  const untilIdleMs = () => idleTimeoutMs - (performance.now() - busyMs);
  const checkAlarm = createAlarm(
    () => Math.min(CHECK_EVERY_MS, idleTimeoutMs > 0 ? untilIdleMs() : CHECK_EVERY_MS),
    () => {
      if (countConnections() > 0 || store.activeCount(Date.now()) > 0) busyMs = performance.now();
      if (lock.isCurrent()) journal?.check();
      reports?.check();
      act(takeIn);
      if (!shutdown.ownsPath()) shutdown.begin("replaced");
      else if (idleTimeoutMs > 0 && untilIdleMs() <= 0) shutdown.begin("idle");
    },
  );

  const limits = connectionLimits(options.reportSocket !== undefined);
  const server = listen(around.place, libc, limits.owner, hub.events);
  for (const fd of handoff?.owner.peers ?? []) {
    const peer = server.adopt(fd);
    if (peer !== undefined && handoff?.subscribers.includes(fd)) hub.resume(peer);
  }
  act(takeIn); // before the first report is read: what happened earlier comes first
  shutdown.claimPath(around.place.path, handoff?.owner.inode);
  if (options.reportSocket !== undefined) {
    const events = {
      ...hub.reportEvents,
      onBatch() {
        hub.reportEvents.onBatch();
        server.flush(); // the subscribers are there
      },
    };
    const openReports = async (path: string, former: SocketHandoff | undefined) => {
      const lock = await lockReportSocket(path, libc, former);
      return openReportSocket(path, lock, limits.report, events, libc, log, former);
    };
    const former = handoff?.reports ?? undefined;
    reports = await openReports(options.reportSocket, former).catch((error) => {
      if (shutdown.ownsPath()) server.stopListening();
      throw error;
    });
  }
  checkAlarm.arm();
  reclaim.wake();
  dueAlarm.arm();
  sweepAlarm.arm();
  if (handoff === undefined) {
    log.info(`listening at ${around.place.path} (pid ${process.pid}, version ${APP_VERSION})`);
  }
  options.onReady();

  const reason = await shutdown.reason;
  log.info(`leaving: ${reason}`);
  for (const alarm of [dueAlarm, sweepAlarm, checkAlarm, reclaim, reExec]) alarm.stop();
  hub.announceShutdown(reason);
  // Whoever cleared the socket away may have taken the journal along; a
  // successor that has the lock already keeps its own.
  if (lock.isCurrent()) journal?.check();
  if (shutdown.ownsPath()) server.stopListening();
  const closed = Promise.all([server.close(GRACE_MS), reports?.close(GRACE_MS)]);
  journal?.close(reason === "stop");
  // From here on nothing is read any more: a successor need not wait for slow readers.
  lock.release();
  await closed;
}

/** @throws refused when another daemon serves it. */
async function lockReportSocket(
  path: string,
  libc: Libc | null,
  former: SocketHandoff | undefined,
): Promise<Lock> {
  const file = lockPath(path, "daemon");
  if (former !== undefined) return heldLock(file, former.lock);
  return takeOver(path, file, (file) => tryLock(file, libc), false);
}

/** Where Claude Code keeps a record of each of its processes, unless a hook names another place. */
function claudeRegistry(): string {
  const { CLAUDE_CONFIG_DIR: own } = process.env;
  return `${own?.startsWith("/") ? own : `${homedir()}/.claude`}/sessions`;
}
