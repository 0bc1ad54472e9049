import { isRunning } from "../host/process.ts";

/** The hook before is over within this, or is not waited for: there is a deadline to keep. */
const LIMIT_MS = 400;
/** It is looked at so often. */
const LOOK_MS = 5;

/**
 * Waits until the hook before was heard. An agent that leaves can wait for none: it
 * starts the hook that tells so while the one before is under way.
 */
export async function endOf(pid: number): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  while (isRunning(pid) && performance.now() < untilMs) await Bun.sleep(LOOK_MS);
}
