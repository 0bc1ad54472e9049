import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { uptime } from "node:os";
import { findProcess, type ProcessInfo } from "./process.ts";

/** Clock ticks a second in which proc(5) counts; the same on all its architectures. */
const USER_HZ = 100;

/** The processes of this user that run in that folder; none where the system does not tell (macOS). */
export function processesIn(folder: string): ProcessInfo[] {
  return numbersIn("/proc").flatMap((pid) => {
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
  return nowMs - (uptime() - Number(start) / USER_HZ) * 1000;
}

function asVariable(word: string): [string, string][] {
  const end = word.indexOf("=");
  return end <= 0 ? [] : [[word.slice(0, end), word.slice(end + 1)]];
}

/** The names in a folder that are numbers, as of processes in /proc. */
export function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return []; // no /proc
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null; // another user's, or gone
  }
}
