import { homedir, hostname } from "node:os";
import type { Libc } from "../host/libc.ts";
import type { Lock } from "../host/lock.ts";
import type { Log } from "../host/log.ts";
import { anonymousKb, createRelease, residentKb } from "../host/memory.ts";
import { findProcess, pidSpace, processTable } from "../host/process.ts";
import { openRenewal } from "../host/re-exec.ts";
import { spoolFolder } from "../host/spool.ts";
import { stateFolder } from "../protocol/address.ts";
import { APP_VERSION } from "../version.ts";
import type { DaemonOptions } from "./daemon.ts";
import { createObserver } from "./evidence/observer.ts";
import { createRegistry } from "./evidence/registry.ts";
import { createTranscripts } from "./evidence/transcript.ts";
import { createHub } from "./hub/hub.ts";
import { takeSpool } from "./hub/spool-intake.ts";
import { openJournal } from "./journal/journal.ts";
import { createAlarm } from "./lifecycle/alarm.ts";
import type { Note } from "./lifecycle/handoff.ts";
import { createRenewal } from "./lifecycle/re-exec.ts";
import { createRest } from "./lifecycle/reclaim.ts";
import type { Departure } from "./lifecycle/shutdown.ts";
import { Store } from "./sessions/store.ts";
import { DEFAULT_LIMITS } from "./sessions/table.ts";
import { connectionLimits } from "./socket/connection-limit.ts";
import { createCredentials } from "./socket/credentials.ts";
import { fdOf, listen, openReportSocket, passSocket, type ReportSocket } from "./socket/listen.ts";
import type { Place } from "./socket/socket-path.ts";

/** How often, at most, the daemon looks whether it is still of use. */
const CHECK_EVERY_MS = 60_000;
/** Nobody has spoken for so long when the daemon begins anew. */
const QUIET_MS = 1000;
/** How long a peer may take to take its last bytes when the daemon leaves. */
const FAREWELL_MS = 1000;
const NO_CREDENTIALS = "peer credentials are not checked: bun:ffi is not to be had";

/** What the daemon has taken hold of by then. */
export interface Surroundings {
  log: Log;
  departure: Departure;
  libc: Libc | null;
  place: Place;
  isSupervised: boolean;
  lock: Lock;
  /** What this process goes on with, where it began anew. */
  renewed: Note | undefined;
}

/** Serves the path, which is free and ours, until it is time to leave. */
export async function serveHub(options: DaemonOptions, around: Surroundings): Promise<void> {
  const { socket: path, idleTimeoutMs } = options;
  const { log, departure, libc, lock, renewed } = around;
  const startedMs = performance.now() - (renewed?.uptimeMs ?? 0);
  let busyMs = performance.now();
  let spokenMs = busyMs;
  let reports: ReportSocket | undefined;
  const journal = openJournal(path, options.keepsJournal, log);
  if (renewed !== undefined) journal?.resume(renewed.epoch, renewed.isJournalWhole);
  const saved = renewed === undefined ? journal?.restore() : renewed.state;
  const epoch = renewed?.epoch ?? journal?.epoch ?? crypto.randomUUID();
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
      socket_path: path,
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
      rest.wake();
      ripening.arm();
      sweeping.arm();
    },
    onStop: departure.leave,
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
  const rest = createRest(
    {
      residentKb,
      release: createRelease(options.trims),
      onRest: (kb) => log.debug(`resting with ${kb} kB`),
      onLongRest: () => renewal.consider(),
    },
    () => performance.now() - spokenMs,
  );
  const renewal = createRenewal({
    open: () => (options.trims ? openRenewal() : null),
    anonymousKb,
    isRenewed: renewed !== undefined,
    log,
    save: () => store.save(),
    pass() {
      const owner = passSocket(server, around.place, departure.ownInode(), lock);
      const reported = reports === undefined ? null : reports.pass();
      const isQuiet = performance.now() - spokenMs > QUIET_MS;
      if (!isQuiet || owner === undefined || reported === undefined) return undefined;
      return {
        owner,
        subscribers: server.pass()?.filter(hub.events.isSubscribed).map(fdOf) ?? [],
        reports: reported,
        epoch,
        isJournalWhole: journal?.isWhole === true,
        uptimeMs: performance.now() - startedMs,
      };
    },
  });
  const folder = spoolFolder(stateFolder(process.env, homedir()), path);
  const spool = { folder, store, observer, log };
  const takeIn = (nowMs: number) => takeSpool(spool, nowMs, () => hub.publishChanges(nowMs));
  const ripening = createAlarm(
    () => {
      const dueMs = store.nextDueMs();
      return dueMs === undefined ? undefined : dueMs - Date.now();
    },
    () => act((nowMs) => store.ripen(nowMs)),
  );
  const sweeping = createAlarm(
    () => (hub.subscribers > 0 ? observer.dueInMs : undefined), // only while somebody watches
    () => act((nowMs) => observer.sweep(nowMs)),
  );
  const untilIdleMs = () => idleTimeoutMs - (performance.now() - busyMs);
  const checking = createAlarm(
    () => Math.min(CHECK_EVERY_MS, idleTimeoutMs > 0 ? untilIdleMs() : CHECK_EVERY_MS),
    () => {
      if (countConnections() > 0 || store.activeCount(Date.now()) > 0) busyMs = performance.now();
      if (lock.isCurrent()) journal?.check();
      reports?.check();
      act(takeIn);
      if (!departure.ownsPath()) departure.leave("replaced");
      else if (idleTimeoutMs > 0 && untilIdleMs() <= 0) departure.leave("idle");
    },
  );

  const limits = connectionLimits(options.reportSocket !== undefined);
  const server = listen(around.place, libc, limits.owner, hub.events);
  for (const fd of renewed?.owner.peers ?? []) {
    const peer = server.adopt(fd);
    if (peer !== undefined && renewed?.subscribers.includes(fd)) hub.resume(peer);
  }
  act(takeIn); // before the first report is read: what happened earlier comes first
  departure.noteOwn(renewed?.owner.inode);
  if (options.reportSocket !== undefined) {
    const events = {
      ...hub.reportEvents,
      onBatch() {
        hub.reportEvents.onBatch();
        server.flush(); // the subscribers are there
      },
    };
    const passed = renewed?.reports ?? undefined;
    const opened = openReportSocket(options.reportSocket, limits.report, events, libc, log, passed);
    reports = await opened.catch((error) => {
      if (departure.ownsPath()) server.stopListening();
      throw error;
    });
  }
  checking.arm();
  rest.wake();
  ripening.arm();
  sweeping.arm();
  if (renewed === undefined) {
    log.info(`listening at ${path} (pid ${process.pid}, version ${APP_VERSION})`);
  }
  options.onReady();

  const reason = await departure.reason;
  log.info(`leaving: ${reason}`);
  for (const alarm of [ripening, sweeping, checking, rest, renewal]) alarm.stop();
  hub.sayGoodbye(reason);
  // Whoever cleared the socket away may have taken the journal along; a
  // successor that has the lock already keeps its own.
  if (lock.isCurrent()) journal?.check();
  if (departure.ownsPath()) server.stopListening();
  const closed = Promise.all([server.close(FAREWELL_MS), reports?.close(FAREWELL_MS)]);
  journal?.close(reason === "stop");
  // From here on nothing is read any more: a successor need not wait for slow readers.
  lock.release();
  await closed;
}

/** Where Claude Code keeps a record of each of its processes, unless a hook names another place. */
function claudeRegistry(): string {
  const { CLAUDE_CONFIG_DIR: own } = process.env;
  return `${own?.startsWith("/") ? own : `${homedir()}/.claude`}/sessions`;
}
