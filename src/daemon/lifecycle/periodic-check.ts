import type { ShutdownReason } from "../../protocol/wire.ts";
import type { Activity } from "./activity.ts";
import { type Alarm, createAlarm } from "./alarm.ts";

/** The interval of the check, at most. */
const CHECK_EVERY_MS = 60_000;
/** Whatever a message leads to has happened by then, also what its sender leaves in the spool. */
const SETTLED_MS = 30_000;

export interface PeriodicCheckOptions {
  /** Shuts down after this long out of use; 0 for never. */
  idleTimeoutMs: number;
  activity: Activity;
  /** For how long from now on connections or active sessions keep the daemon in use; 0 for not at all. */
  inUseForMs(): number;
  /** Whether nothing can happen between messages that nobody tells of. */
  isTold(): boolean;
  /** Restores files that were removed, and takes in what was left for the daemon. */
  maintain(): void;
  /** Whether the socket's path still leads to this daemon. */
  ownsPath(): boolean;
  shutDown(reason: ShutdownReason): void;
}

/**
 * Checks once a minute that the daemon can still be reached and that it is still
 * needed; where it is told of all that happens, only once after the last message.
 */
export function createPeriodicCheck(options: PeriodicCheckOptions): Alarm {
  const { idleTimeoutMs, activity } = options;
  const untilIdleMs = () => idleTimeoutMs - activity.unusedMs();
  function untilCheckMs(): number | undefined {
    const sinceMessageMs = activity.quietMs() - activity.uncheckedMs();
    if (sinceMessageMs >= SETTLED_MS && options.isTold()) return undefined;
    return Math.max(CHECK_EVERY_MS - activity.uncheckedMs(), SETTLED_MS - activity.quietMs());
  }
  function dueInMs(): number | undefined {
    const checkMs = untilCheckMs();
    if (idleTimeoutMs === 0) return checkMs;
    return Math.min(checkMs ?? Number.POSITIVE_INFINITY, untilIdleMs());
  }
  return createAlarm(dueInMs, () => {
    activity.noteCheck();
    const inUseForMs = options.inUseForMs();
    if (inUseForMs > 0) activity.keepInUse(inUseForMs);
    options.maintain();
    if (!options.ownsPath()) options.shutDown("replaced");
    else if (idleTimeoutMs > 0 && untilIdleMs() <= 0) options.shutDown("idle");
  });
}
