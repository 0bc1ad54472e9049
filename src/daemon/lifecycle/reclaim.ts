import { createAlarm } from "./alarm.ts";

/** After so long without a word the daemon looks how much memory the last ones took. */
const GLANCE_AFTER_MS = 500;
/** After so long it gives back all it can. */
const REST_AFTER_MS = 4000;
/** More than a few messages bring back: worth a collection while the next ones may be near. */
const WORTH_KB = 4096;

/** What the memory of a process may be asked. */
export interface Memory {
  /** Resident kB; null where the system does not tell. */
  residentKb(): number | null;
  /** Gives back all that can be had without losing anything. */
  release(): void;
  /** It has been done, and this many kB are left. */
  onRest(residentKb: number): void;
  /** Nobody has spoken for a while: what takes longer may be done. */
  onLongRest(): void;
}

/** Gives memory back while nobody says anything. */
export interface Rest {
  /** Something was said. */
  wake(): void;
  stop(): void;
}

/**
 * Keeps the daemon small: a second without messages after many, or a few
 * seconds after any, and it gives back what it does not need to wait for the
 * next. No timer runs while it rests.
 * @param quietMs how long nothing has been said.
 */
export function createRest(memory: Memory, quietMs: () => number): Rest {
  let stage: "awake" | "glanced" | "resting" = "resting";
  let restedKb = 0;
  const rest = () => {
    memory.release();
    restedKb = memory.residentKb() ?? 0;
    memory.onRest(restedKb);
  };
  const alarm = createAlarm(
    () => {
      if (stage === "resting") return undefined;
      return (stage === "awake" ? GLANCE_AFTER_MS : REST_AFTER_MS) - quietMs();
    },
    () => {
      if (quietMs() >= REST_AFTER_MS) {
        stage = "resting";
        rest();
        memory.onLongRest();
      } else if (stage === "awake" && quietMs() >= GLANCE_AFTER_MS) {
        stage = "glanced";
        if ((memory.residentKb() ?? 0) - restedKb > WORTH_KB) rest();
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
