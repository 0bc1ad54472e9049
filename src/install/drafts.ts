import { rmSync } from "node:fs";
import { basename, dirname } from "node:path";
import { namesIn } from "../host/file.ts";

const ENDING = ".tmp";

/** What a file is called in its folder while this process writes it. */
export function draftOf(target: string): string {
  return `${dirname(target)}/${prefixOf(target)}${process.pid}${ENDING}`;
}

/** Removes the drafts of a file whose processes were killed as they wrote. */
export function clearDrafts(target: string): void {
  const prefix = prefixOf(target);
  for (const name of namesIn(dirname(target))) {
    if (!name.startsWith(prefix) || !name.endsWith(ENDING)) continue;
    const pid = name.slice(prefix.length, -ENDING.length);
    if (/^\d+$/.test(pid) && !isAlive(Number(pid))) {
      rmSync(`${dirname(target)}/${name}`, { force: true });
    }
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.agent-console.`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's is alive too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
