import type { Log } from "../../host/log.ts";
import type { Renewal } from "../../host/re-exec.ts";
import type { SavedState } from "../sessions/table.ts";
import type { Note, Passed } from "./handoff.ts";

/** A daemon that has heard little holds less. */
const LITTLE_KB = 5632;
/** Some hundred messages leave as much; to begin anew takes the time of as many. */
const WORTH_KB = 1024;
/** Not sooner again: what is said often is said faster by code that has been compiled. */
const PAUSE_MS = 10 * 60_000;
/** With more sessions or connections it would take too long for whoever speaks just then. */
const MAX_PASSED = 1000;
/** Signals that came before are handled by then. */
const SETTLE_MS = 5;

export interface RenewalOptions {
  /** Opened when it is first needed; null where that can't be had. */
  open(): Renewal | null;
  anonymousKb(): number | null;
  /** Whether this process has begun anew before. */
  isRenewed: boolean;
  /** What to pass on; undefined while anything is under way. */
  pass(): Passed | undefined;
  save(): SavedState;
  log: Log;
}

/**
 * Begins the daemon anew while nobody speaks, where much memory comes free by
 * it: what compiled code and a heap full of holes keep, no collection gives
 * back. Connections, locks and state stay; who speaks meanwhile waits as long
 * as a start takes.
 */
export function createRenewal(options: RenewalOptions) {
  const { open, anonymousKb, pass, save, log } = options;
  let renewal: Renewal | null | undefined;
  /** From here on it is worth it; not known before the first rest of one that began anew. */
  let worthKb = options.isRenewed ? undefined : LITTLE_KB;
  const notBeforeMs = options.isRenewed ? performance.now() + PAUSE_MS : 0;
  let timer: Timer | undefined;
  let isPrepared = false;

  function collect(): { fds: number[]; note: Note } | undefined {
    const passed = pass();
    const state = save();
    if (passed === undefined || state.sessions.length > MAX_PASSED) return undefined;
    const { owner, reports } = passed;
    const sockets = reports === null ? [owner] : [owner, reports];
    const fds = sockets.flatMap(({ place, lock, peers }) => [place.fd ?? -1, lock, ...peers]);
    return fds.length > MAX_PASSED ? undefined : { fds, note: { ...passed, state } };
  }

  function begin({ begin, cancel }: Renewal): void {
    timer = undefined;
    isPrepared = false;
    const all = collect();
    if (all !== undefined) {
      begin(Buffer.from(JSON.stringify(all.note)), all.fds);
      log.warn("the daemon could not begin anew, and keeps its memory");
      worthKb = Number.POSITIVE_INFINITY;
    }
    cancel();
  }

  /** To be called when the daemon rests. */
  function consider(): void {
    const kb = anonymousKb();
    if (kb === null || timer !== undefined) return;
    worthKb ??= kb + WORTH_KB; // less than this it never has, with so many sessions
    if (kb < worthKb) return;
    const waitMs = notBeforeMs - performance.now();
    if (waitMs > 0) {
      timer = setTimeout(reconsider, waitMs);
      return;
    }
    if (renewal === undefined) renewal = open();
    if (renewal === null || collect() === undefined) {
      log.debug(`stays as it is with ${kb} kB`);
      return;
    }
    log.debug(`begins anew with ${kb} kB`);
    renewal.prepare();
    isPrepared = true;
    timer = setTimeout(begin, SETTLE_MS, renewal);
  }

  function reconsider(): void {
    timer = undefined;
    consider();
  }

  return {
    consider,
    stop(): void {
      if (isPrepared) renewal?.cancel();
      clearTimeout(timer);
    },
  };
}
