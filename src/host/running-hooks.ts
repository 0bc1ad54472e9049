import { commandLine, findProcess, type ProcessInfo } from "./process.ts";
import { processIds, startedMs } from "./processes.ts";

/** A hook of ours, as its agent or a shell between them was told to run it. */
const HOOK = /\bagent-console[^\s/]* hook\b/;
/** A hook is over within a second, or two on a busy machine; one that stays for an answer tells of nothing new. */
const OVER_MS = 3000;

/** The hooks of any agent that were started a moment ago and still run; none where the system does not tell (macOS). */
export function runningHooks(nowMs: number): ProcessInfo[] {
  return processIds().flatMap((pid) => {
    const process = HOOK.test(commandLine(pid)) ? findProcess(pid) : null;
    if (process === null || process.isZombie) return [];
    return nowMs - startedMs(process, nowMs) < OVER_MS ? [process] : [];
  });
}
