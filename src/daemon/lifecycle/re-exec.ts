import type { Log } from "../../host/log.ts";
import type { ReExec } from "../../host/re-exec.ts";
import type { SavedState } from "../sessions/table.ts";
import type { Handoff } from "./handoff.ts";

/** A daemon that has handled few messages holds less. */
const LITTLE_KB = 5632;
/** Some hundred messages leave as much; a re-exec takes as long as they do. */
const WORTH_KB = 1024;
/** The least time between two: a busy daemon is faster with its code compiled. */
const PAUSE_MS = 10 * 60_000;
/** With more sessions or descriptors a client would wait too long. */
const MAX_ITEMS = 1000;
/** By then the signals that came before have been handled. */
const SETTLE_MS = 5;

export interface ReExecOptions {
  /** Called when it is first needed; null where it is not available. */
  open(): ReExec | null;
  anonymousKb(): number | null;
  /** Whether this process comes from a re-exec. */
  isReExec: boolean;
  /** What to collect on; undefined while anything is under way. */
  collect(): Omit<Handoff, "state"> | undefined;
  save(): SavedState;
  log: Log;
}

/**
 * Re-execs the daemon while it is idle, where that frees much memory: no
 * garbage collection gives back what compiled code and a fragmented heap hold.
 * Connections, locks and state stay; a client that writes meanwhile waits as
 * long as a start takes.
 */
export function createReExec(options: ReExecOptions) {
  const { open, anonymousKb, collect, save, log } = options;
  let reExec: ReExec | null | undefined;
  /** From here on it is worth it; after a re-exec not known before the first idle period. */
  let worthKb = options.isReExec ? undefined : LITTLE_KB;
  const notBeforeMs = options.isReExec ? performance.now() + PAUSE_MS : 0;
  let timer: Timer | undefined;
  let isPrepared = false;

  function prepare(): { fds: number[]; handoff: Handoff } | undefined {
    const parts = collect();
    const state = save();
    if (parts === undefined || state.sessions.length > MAX_ITEMS) return undefined;
    const { owner, reports } = parts;
    const sockets = reports === null ? [owner] : [owner, reports];
    const fds = sockets.flatMap(({ place, lock, peers }) => [place.fd ?? -1, lock, ...peers]);
    return fds.length > MAX_ITEMS ? undefined : { fds, handoff: { ...parts, state } };
  }

  function run({ exec, cancel }: ReExec): void {
    timer = undefined;
    isPrepared = false;
    const prepared = prepare();
    if (prepared !== undefined) {
      exec(Buffer.from(JSON.stringify(prepared.handoff)), prepared.fds);
      log.warn("re-exec failed: the daemon keeps its memory");
      worthKb = Number.POSITIVE_INFINITY;
    }
    cancel();
  }

  /** To be called when the daemon has become idle. */
  function consider(): void {
    const kb = anonymousKb();
    if (kb === null || timer !== undefined) return;
    worthKb ??= kb + WORTH_KB; // it never has less, with so many sessions
    if (kb < worthKb) return;
    const waitMs = notBeforeMs - performance.now();
    if (waitMs > 0) {
      timer = setTimeout(reconsider, waitMs);
      return;
    }
    if (reExec === undefined) reExec = open();
    if (reExec === null || prepare() === undefined) {
      log.debug(`no re-exec with ${kb} kB`);
      return;
    }
    log.debug(`re-exec with ${kb} kB`);
    reExec.prepare();
    isPrepared = true;
    timer = setTimeout(run, SETTLE_MS, reExec);
  }

  function reconsider(): void {
    timer = undefined;
    consider();
  }

  return {
    consider,
    stop(): void {
      if (isPrepared) reExec?.cancel();
      clearTimeout(timer);
    },
  };
}
