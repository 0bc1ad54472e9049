import type { Log } from "../../host/log.ts";
import type { ReExec } from "../../host/re-exec.ts";
import { messageOf } from "../../host/system-error.ts";
import { encodeHandoff, encodeSessions, type Handoff, openFds } from "./handoff.ts";
import { createThreshold } from "./threshold.ts";

/** The least time without a message before a re-exec. */
const QUIET_MS = 1000;
/** By then the signals that came before have been handled. */
const SETTLE_MS = 5;

export interface ReExecOptions {
  /** Called when it is first needed; null where it is not available. */
  open(): ReExec | null;
  anonymousKb(): number | null;
  /** Whether this process comes from a re-exec. */
  isReExec: boolean;
  /** How long ago the last message came. */
  quietMs(): number;
  /** Undefined where it can't be handed over now. */
  collect(): Handoff | undefined;
  /** Counts what happens: while it stays the same no session changes. */
  happened(): number;
  log: Log;
}

/** The sessions to be handed over, and how much had happened by then. */
interface Encoded {
  sessions: Buffer;
  when: number;
}

/** Re-execs the daemon when that is worth it. */
export interface ReExecution {
  /** To be called when the daemon has become idle. */
  consider(): void;
  stop(): void;
}

/**
 * Re-execs the daemon while it is idle, where that frees much memory: no
 * garbage collection gives back what compiled code and a fragmented heap hold.
 * Connections, locks and state stay; a client that writes meanwhile waits as
 * long as a start takes.
 */
export function createReExec(options: ReExecOptions): ReExecution {
  const { anonymousKb, log } = options;
  const threshold = createThreshold(options.isReExec, () => performance.now());
  let reExec: ReExec | null | undefined;
  let timer: Timer | undefined;
  let isPrepared = false;
  const collect = () => (options.quietMs() > QUIET_MS ? options.collect() : undefined);

  function consider(): void {
    const kb = anonymousKb();
    if (kb === null || timer !== undefined || !threshold.isReached(kb)) return;
    if (threshold.waitMs > 0) {
      timer = setTimeout(reconsider, threshold.waitMs);
      return;
    }
    if (reExec === undefined) reExec = options.open();
    const handoff = reExec === null ? undefined : collect();
    if (reExec === null || handoff === undefined) {
      log.debug(`no re-exec with ${kb} kB`);
      return;
    }
    log.debug(`re-exec with ${kb} kB`);
    // Most of the work, done while whoever writes is answered as soon as it is over.
    const sessions = encodeSessions(handoff);
    const encoded = { sessions, when: options.happened() };
    reExec.prepare();
    isPrepared = true;
    timer = setTimeout(run, SETTLE_MS, reExec, encoded);
  }

  function reconsider(): void {
    timer = undefined;
    consider();
  }

  function run({ exec, cancel }: ReExec, { sessions, when }: Encoded): void {
    timer = undefined;
    isPrepared = false;
    try {
      const handoff = collect();
      const encoded = options.happened() === when ? sessions : undefined;
      if (handoff !== undefined) exec(encodeHandoff(handoff, encoded), openFds(handoff));
    } catch (error) {
      const why = messageOf(error);
      log.warn(`re-exec failed, the daemon keeps its memory: ${why}`);
      threshold.giveUp();
    } finally {
      cancel(); // whatever failed, it goes on and its signals with it
    }
  }

  return {
    consider,
    stop(): void {
      if (isPrepared) reExec?.cancel();
      clearTimeout(timer);
    },
  };
}
