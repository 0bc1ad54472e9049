import { createAlarm } from "./alarm.ts";

/** Without a message for so long, the daemon looks how much memory the last ones took. */
const FIRST_LOOK_MS = 500;
/** Without one for so long it is idle, and gives back all it can. */
const IDLE_AFTER_MS = 4000;
/** More than a few messages take: worth a collection though the next ones may be near. */
const WORTH_KB = 4096;

/** The memory of a process. */
export interface Memory {
  /** Resident kB; null where the system does not tell. */
  residentKb(): number | null;
  /** Gives back what can be given back without losing anything. */
  release(): void;
  /** Called after each release, with what is left. */
  onReclaimed(residentKb: number): void;
  /** Called once the daemon is idle: what takes longer may be done now. */
  onIdle(): void;
}

/** Reclaims memory while no messages come. */
export interface Reclaim {
  /** A message came. */
  wake(): void;
  stop(): void;
}

/**
 * Keeps the daemon small: half a second after many messages, or a few seconds
 * after any, it gives back what it does not need to wait for the next. No timer
 * runs while it is idle.
 * @param quietMs how long ago the last message came.
 */
export function createReclaim(memory: Memory, quietMs: () => number): Reclaim {
  let stage: "awake" | "looked" | "idle" = "idle";
  let leftKb = 0;
  const reclaim = () => {
    memory.release();
    leftKb = memory.residentKb() ?? 0;
    memory.onReclaimed(leftKb);
  };
  const alarm = createAlarm(
    () => {
      if (stage === "idle") return undefined;
      return (stage === "awake" ? FIRST_LOOK_MS : IDLE_AFTER_MS) - quietMs();
    },
    () => {
      if (quietMs() >= IDLE_AFTER_MS) {
        stage = "idle";
        reclaim();
        memory.onIdle();
      } else if (stage === "awake" && quietMs() >= FIRST_LOOK_MS) {
        stage = "looked";
        if ((memory.residentKb() ?? 0) - leftKb > WORTH_KB) reclaim();
      }
    },
  );
  return {
    wake() {
      stage = "awake";
      alarm.arm();
    },
    stop: alarm.stop,
  };
}
