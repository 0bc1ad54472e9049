import type { ShutdownReason } from "../../protocol/wire.ts";
import type { Activity } from "./activity.ts";
import { type Alarm, createAlarm } from "./alarm.ts";

/** The interval of the check, at most. */
const CHECK_EVERY_MS = 60_000;

export interface PeriodicCheckOptions {
  /** Shuts down after this long out of use; 0 for never. */
  idleTimeoutMs: number;
  activity: Activity;
  /** Whether connections or active sessions keep the daemon in use. */
  isInUse(): boolean;
  /** Restores files that were removed, and takes in what was left for the daemon. */
  maintain(): void;
  /** Whether the socket's path still leads to this daemon. */
  ownsPath(): boolean;
  shutDown(reason: ShutdownReason): void;
}

/** Checks once a minute that the daemon can still be reached and that it is still needed. */
export function createPeriodicCheck(options: PeriodicCheckOptions): Alarm {
  const { idleTimeoutMs, activity } = options;
  const untilIdleMs = () => idleTimeoutMs - activity.unusedMs();
  const untilCheckMs = () => CHECK_EVERY_MS - activity.uncheckedMs();
  return createAlarm(
    () => Math.min(untilCheckMs(), idleTimeoutMs > 0 ? untilIdleMs() : CHECK_EVERY_MS),
    () => {
      activity.noteCheck();
      if (options.isInUse()) activity.keepInUse();
      options.maintain();
      if (!options.ownsPath()) options.shutDown("replaced");
      else if (idleTimeoutMs > 0 && untilIdleMs() <= 0) options.shutDown("idle");
    },
  );
}
