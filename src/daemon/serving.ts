import { homedir } from "node:os";
import { heldLock, lockPath, tryLock } from "../host/lock.ts";
import { openMounts } from "../host/mounts.ts";
import type { ShutdownReason } from "../protocol/wire.ts";
import { APP_VERSION } from "../version.ts";
import { openRecords } from "./evidence/records.ts";
import { keepFiles } from "./files.ts";
import { restoreState } from "./journal/restore.ts";
import type { Started } from "./lifecycle/start.ts";
import { takeOver } from "./lifecycle/takeover.ts";
import type { DaemonOptions } from "./options.ts";
import { connectionLimits } from "./socket/connection-limit.ts";
import { openReportListener, type ReportListener } from "./socket/report-listener.ts";
import { openProjects } from "./system-evidence.ts";
import { createTimers } from "./timers.ts";
import { createWings, followAgents, type Wings } from "./wings.ts";

/** Between two of their turns the owner is heard. */
const REPORT_LANE = { sliceMs: 0.5, turnMs: 2 };
/** Whoever waited for the start is answered before the kernel is asked to watch files. */
const KEEP_FILES_MS = 20;
/** How long peers may take to read their last bytes at shutdown. */
const GRACE_MS = 1000;
/** How long what they sent before it may take, of each socket. */
const REST_MS = 500;

/** Serves at a socket that is listening, until it is time to shut down. */
export async function serve(options: DaemonOptions, started: Started): Promise<void> {
  const { log, claim, shutdown, handoff } = started;
  const mounts = openMounts();
  const records = await openRecords(process.env, homedir(), mounts.mayNotAnswer);
  const { socket, keepsJournal } = options;
  const state = await restoreState(socket, keepsJournal, log, handoff, openProjects(mounts));
  const wings = createWings(
    options,
    started,
    state,
    { records, mounts },
    {
      wake: () => timers.wake(),
      takeSpool: () => timers.takeSpool(),
    },
  );
  const timers = createTimers(wings);
  process.on("uncaughtException", wings.hub.onBug);
  process.on("unhandledRejection", wings.hub.onBug);
  adoptPeers(wings);
  followAgents(wings);
  timers.takeSpool(); // before the first report is read: what happened earlier comes first
  claim.take(started.socket.path, handoff?.owner.inode);
  wings.reports = await openReports(wings).catch((error) => {
    if (claim.inode !== undefined) wings.server.stopListening();
    throw error;
  });
  const keeping = setTimeout(() => {
    wings.files = keepFiles(wings);
    wings.files.check(); // for what was removed until now
  }, KEEP_FILES_MS);
  shutdown.onHangUp(() => wings.files?.check());
  if (handoff !== undefined) {
    wings.activity.restore(handoff);
    wings.watch.lookAfterStart();
  }
  timers.start();
  started.handoff = undefined; // it is taken in: what it holds would stay as long as the daemon
  if (handoff === undefined) {
    log.info(`listening at ${started.socket.path} (pid ${process.pid}, version ${APP_VERSION})`);
  }
  options.onReady();
  // What runs from here on runs often; a function keeps the policy it began with (Bun 1.4.5).
  Bun.unsafe.setJITPolicy(1);
  const reason = await shutdown.reason;
  log.info(`shutting down: ${reason}`);
  timers.stop();
  clearTimeout(keeping);
  wings.files?.stop();
  await close(wings, reason);
}

/** Takes the connections from before a re-exec, and goes on with their subscriptions. */
function adoptPeers({ server, hub, started }: Wings): void {
  const { owner, subscribers, holders, receivers } = started.handoff ?? {};
  const subscribed = new Map(subscribers?.map((saved) => [saved.fd, saved]));
  for (const handoff of owner?.peers ?? []) {
    const saved = subscribed.get(handoff.fd);
    server.adopt(handoff, (peer) => {
      if (saved !== undefined) hub.resume(peer, saved);
      const relay = receivers?.find(({ fd }) => fd === handoff.fd);
      if (relay !== undefined) hub.resumeRelay(peer, relay);
      if (holders?.includes(handoff.fd)) peer.socket.end();
    });
  }
  hub.settleReceived();
}

async function openReports(wings: Wings): Promise<ReportListener | undefined> {
  const { options, started, hub, server } = wings;
  const { libc } = started;
  const path = options.reportSocket;
  if (path === undefined) return undefined;
  const handoff = started.handoff?.reports ?? undefined;
  const file = lockPath(path, "daemon");
  const take = (file: string) => tryLock(file, libc);
  const lock =
    handoff === undefined ? await takeOver(path, file, take, false) : heldLock(file, handoff.lock);
  const events = {
    ...hub.reportEvents,
    onBatch() {
      hub.reportEvents.onBatch();
      server.flush(); // the subscribers are there
    },
  };
  const maxConnections = connectionLimits(true).report;
  const lane = wings.turns.open(REPORT_LANE);
  return openReportListener({ path, lock, maxConnections, events, libc, handoff, lane });
}

async function close(wings: Wings, reason: ShutdownReason): Promise<void> {
  const { hub, server, reports, state, started } = wings;
  const { lock, claim } = started;
  // Whoever comes from here on, as a successor does at once, finds nobody to wait for.
  if (claim.inode !== undefined) server.stopListening();
  reports?.stopListening();
  // It is answered: after STOP refused, else done. A successor would not know of it.
  if (reason !== "replaced") {
    server.handleRest(REST_MS);
    reports?.handleRest(REST_MS);
  }
  hub.announceShutdown(reason);
  // Journal and lock before the connections: a client whose connection ends finds neither.
  // Whoever removed the socket may have removed the journal too; a successor that
  // has the lock already keeps its own.
  if (lock.isCurrent()) state.journal?.check();
  state.journal?.close(reason === "stop");
  lock.release();
  // Nothing is read from here on, so a successor need not wait for slow readers.
  await Promise.all([server.close(GRACE_MS), reports?.close(GRACE_MS)]);
}
