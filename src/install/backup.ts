import { lstatSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { act, readQuietly, writeWhole } from "./disk.ts";
import { removeFolders } from "./folders.ts";

/** Where a file's first original is kept. */
export function backupOf(file: string): string {
  return `${file}.agent-console.bak`;
}

/** The original of a file; null when there is none. A link is nobody's copy: we write none. */
export function readBackup(file: string): string | null {
  return isCopy(backupOf(file)) ? readQuietly(backupOf(file)) : null;
}

/** Keeps the original of a file beside it. @throws refused */
export function writeBackup(file: string, text: string): void {
  const path = backupOf(file);
  act(path, "nothing was written", () => writeWhole(path, text));
}

/** Takes the copy away. @throws refused */
export function removeBackup(file: string): void {
  const path = backupOf(file);
  act(path, "it was left as it is", () => {
    if (isCopy(path)) unlinkSync(path);
    removeFolders(dirname(path));
  });
}

function isCopy(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false; // in a folder that we can't enter
  }
}
