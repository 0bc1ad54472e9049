import { namesIn } from "../host/file.ts";
import { anonymousKb, createRelease, residentKb } from "../host/memory.ts";
import { openReExec } from "../host/re-exec.ts";
import { spoolFolder } from "../host/spool.ts";
import { takeSpool } from "./hub/spool-intake.ts";
import { type Alarm, createAlarm } from "./lifecycle/alarm.ts";
import { createPeriodicCheck } from "./lifecycle/periodic-check.ts";
import { createReExec } from "./lifecycle/re-exec.ts";
import { createReclaim, type Reclaim } from "./lifecycle/reclaim.ts";
import { createSpoolWatch } from "./spool-watch.ts";
import { collect, countConnections, update, type Wings } from "./wings.ts";

/** In use now; a connection's end is an activity of its own. */
const CONNECTED_MS = 1;

/** What the daemon does when no message asks for it. */
export interface Timers {
  start(): void;
  /** Anything happened: a timer may be due earlier than it was. */
  wake(): void;
  stop(): void;
  /** Takes in what hooks left in the spool. */
  takeSpool(): void;
}

export function createTimers(wings: Wings): Timers {
  const due = createDueTimer(wings);
  const sweep = createSweepTimer(wings);
  const spool = createSpoolIntake(wings);
  const check = createCheck(wings, spool);
  let happened = 0;
  const memory = createMemoryTimers(wings, () => happened);
  const { started, options, hub } = wings;
  const spooled = createSpoolWatch(started.libc, spoolFolder(options.socket), spool);
  const wake = () => {
    happened += 1;
    spooled.follow(hub.subscribers > 0);
    check.arm();
    memory.wake();
    due.arm();
    sweep.arm();
  };
  return {
    start() {
      check.arm();
      wake();
    },
    wake,
    stop() {
      for (const timer of [due, sweep, check, memory]) timer.stop();
      spooled.stop();
    },
    takeSpool: spool,
  };
}

function createDueTimer(wings: Wings): Alarm {
  const { observer, state } = wings;
  return createAlarm(
    () => {
      const dueMs = state.store.nextDueMs();
      return dueMs === undefined ? undefined : dueMs - Date.now();
    },
    () => update(wings, (nowMs) => observer.showDue(nowMs)),
  );
}

function createSweepTimer(wings: Wings): Alarm {
  const { hub, observer, watch } = wings;
  return createAlarm(
    () => {
      if (hub.subscribers === 0) return undefined;
      return watch.isComplete ? observer.staleInMs(Date.now()) : observer.dueInMs;
    },
    () => update(wings, (nowMs) => observer.sweep(nowMs)),
  );
}

function createSpoolIntake(wings: Wings): () => void {
  const { options, started, state, observer, hub } = wings;
  const folder = spoolFolder(options.socket);
  const intake = { folder, store: state.store, observer, log: started.log };
  return () => {
    // Nothing to take in is no reason to wake what comes after a change.
    if (namesIn(folder).length === 0) return;
    update(wings, (nowMs) => takeSpool(intake, nowMs, () => hub.publishChanges(nowMs)));
  };
}

function createCheck(wings: Wings, takeSpool: () => void): Alarm {
  const { options, activity, started, state, hub } = wings;
  const { lock, claim, shutdown } = started;
  const isConnected = () => countConnections(wings) > 0;
  // A disk that was full is tried again.
  const isKept = () => state.journal?.isWhole !== false;
  return createPeriodicCheck({
    idleTimeoutMs: options.idleTimeoutMs,
    activity,
    inUseForMs: () => (isConnected() ? CONNECTED_MS : state.store.activeForMs(Date.now())),
    isTold: () => !isConnected() && isKept() && wings.files?.areSafe === true,
    maintain() {
      wings.files?.check();
      if (lock.isCurrent()) state.journal?.check();
      takeSpool();
      if (hub.followClock(Date.now())) update(wings, () => {});
    },
    ownsPath: () => claim.inode !== undefined,
    shutDown: shutdown.begin,
  });
}

function createMemoryTimers(wings: Wings, happened: () => number): Reclaim {
  const { options, started, activity } = wings;
  const { log, handoff } = started;
  const reExec = createReExec({
    open: () => (options.trims ? openReExec() : null),
    anonymousKb,
    isReExec: handoff !== undefined,
    quietMs: activity.quietMs,
    // It would end what hooks stay for, and can wait.
    collect: () => (wings.hub.holders().length > 0 ? undefined : collect(wings)),
    happened,
    log,
  });
  // A start is no message, but what it has touched is to be given back once it is over:
  // after a re-exec it goes on while nobody has spoken for long.
  const startedMs = performance.now();
  const quietMs = () => Math.min(activity.quietMs(), performance.now() - startedMs);
  const reclaim = createReclaim(
    {
      residentKb,
      release: createRelease(options.trims),
      onReclaimed: (kb) => log.debug(`memory reclaimed: ${kb} kB are left`),
      onIdle: reExec.consider,
    },
    quietMs,
  );
  return {
    wake: reclaim.wake,
    stop() {
      reclaim.stop();
      reExec.stop();
    },
  };
}
