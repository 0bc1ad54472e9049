import { readFileSync, readlinkSync } from "node:fs";
import { namesIn } from "./file.ts";
import { findProcess, type ProcessInfo } from "./process.ts";
import { tickMs } from "./uptime.ts";

/** The processes of this user that run in that folder; none where the system does not tell (macOS). */
export function processesIn(folder: string): ProcessInfo[] {
  return processIds().flatMap((pid) => {
    const isThere = linkOf(`/proc/${pid}/cwd`) === folder;
    const process = isThere ? findProcess(pid) : null;
    return process === null ? [] : [process];
  });
}

/** The environment that a process of this user was started with; empty when it can't be read. */
export function processEnv(pid: number): Record<string, string> {
  try {
    const words = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return Object.fromEntries(words.flatMap(asVariable));
  } catch {
    return {}; // gone, or no /proc
  }
}

/** When a process started, in Unix milliseconds, from what proc(5) says of it. */
export function startedMs({ start }: Pick<ProcessInfo, "start">, nowMs: number): number {
  return tickMs(Number(start), nowMs);
}

function asVariable(word: string): [string, string][] {
  const end = word.indexOf("=");
  return end <= 0 ? [] : [[word.slice(0, end), word.slice(end + 1)]];
}

/** The ids of all processes; none where the system does not tell (macOS). */
export function processIds(): number[] {
  return namesIn("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // another user's, or gone
  }
}
