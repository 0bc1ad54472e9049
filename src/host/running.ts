import { readFileSync, statSync } from "node:fs";
import { findProcess } from "./process.ts";
import { processIds, startedMs } from "./processes.ts";

/** A process of this user that somebody works with at a terminal. */
export interface Running {
  pid: number;
  /** The words of its command line. */
  words: readonly string[];
  startedMs: number;
  /** Its home folder; null where the system does not tell. */
  home: string | null;
}

/** The processes of this user that have a terminal. */
export function runningAtTerminals(nowMs: number): Running[] {
  return process.platform === "linux" ? fromProc(nowMs) : fromPs();
}

function fromProc(nowMs: number): Running[] {
  const user = process.getuid?.();
  return processIds().flatMap((pid) => {
    if (pid === process.pid) return [];
    try {
      if (statSync(`/proc/${pid}`).uid !== user) return [];
      const found = findProcess(pid);
      if (found === null || found.isZombie || !found.hasTerminal) return [];
      const words = wordsOf(`/proc/${pid}/cmdline`);
      const home = wordsOf(`/proc/${pid}/environ`).find((word) => word.startsWith("HOME="));
      const beganMs = startedMs(found, nowMs);
      return [{ pid, words, startedMs: beganMs, home: home?.slice("HOME=".length) ?? null }];
    } catch {
      return []; // it has ended meanwhile, or is not to be looked at
    }
  });
}

function wordsOf(path: string): string[] {
  return readFileSync(path, "utf8").split("\0").filter(Boolean);
}

// ps(1) tells no words apart, and nothing of the environment (macOS).
function fromPs(): Running[] {
  const { stdout } = Bun.spawnSync(["/bin/ps", "-x", "-o", "pid=,tty=,lstart=,command="], {
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return stdout
    .toString()
    .split("\n")
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+([a-z]\S*)\s+((?:\S+\s+){4}\d{4})\s+(.*)$/.exec(line);
      if (match === null) return [];
      const [, pid = "", , start = "", command = ""] = match;
      const startedMs = Date.parse(`${start} UTC`);
      return [{ pid: Number(pid), words: command.split(" "), startedMs, home: null }];
    });
}
