import { ConsoleError } from "../protocol/errors.ts";
import { removeBackup, writeBackup } from "./backup.ts";
import { readDisk, removeDisk, writeDisk } from "./disk.ts";

/** What is to become of one file. Nothing is to be done when `before` is `after` and `backup` is none. */
export interface Change {
  agent: string;
  /** The agent's own name, for people. */
  title: string;
  /** The path as the agent names it; a link is written through. */
  file: string;
  /** The text as it is; null: there is no file. */
  before: string | null;
  /** The text as it will be; null: there will be no file. */
  after: string | null;
  /** `write`: keep `before` beside the file; `remove`: take that copy away. */
  backup: "none" | "write" | "remove";
  /** What to tell the user once it is done, a sentence each. */
  notes: string[];
  /** Why it can't be done; then `after` is `before`. */
  problem?: string;
}

/** True when applying the change would do nothing. */
export function isDone(change: Change): boolean {
  return change.before === change.after && change.backup === "none";
}

/**
 * Makes one change, whole or not at all.
 * @throws ConsoleError `refused` when it has a problem, when the file is no
 *   longer as it was, or when the disk won't have it; the file is untouched then
 */
export function applyChange(change: Change): void {
  if (change.problem !== undefined) throw new ConsoleError("refused", change.problem);
  if (isDone(change)) return;
  const { file, before, after, backup } = change;
  if (before !== after) {
    const now = readDisk(file);
    if (now.problem !== undefined) {
      throw new ConsoleError("refused", `${now.problem} - nothing was written`);
    }
    if (now.text !== before) throw changed(file);
    if (backup === "write" && before !== null) writeBackup(file, before);
    try {
      if (after === null) removeDisk(file);
      else if (!writeDisk(file, after, before)) throw changed(file);
    } catch (error) {
      if (backup === "write") removeBackup(file);
      throw error;
    }
  }
  if (backup === "remove") removeBackup(file);
}

function changed(file: string): ConsoleError {
  return new ConsoleError("refused", `${file} has changed meanwhile - run this again`);
}
