import {
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { readEnd } from "../host/file.ts";
import { isOurScript } from "./scripts.ts";

/** Marks a folder that we made, so that uninstall can take it away again. */
const FOLDER_MARK = ".made-by-agent-console";
/** More than any script of ours has. */
const MAX_SCRIPT_BYTES = 64 * 1024;

/** Makes a folder and those above it, for its owner alone, each one marked. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  const { uid, gid } = ownerBelow(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  const mark = join(folder, FOLDER_MARK);
  writeFileSync(mark, "");
  if (uid !== process.getuid?.()) for (const path of [mark, folder]) lchownSync(path, uid, gid);
}

/** Whose a new file in that folder is: ours, but what root makes in a user's home is theirs. */
export function ownerBelow(folder: string): { uid: number; gid: number } {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return own.uid === 0 ? statSync(folder) : own;
}

/** Removes a folder that we made and that is empty, and so on upwards; else its mark alone. */
export function removeFolders(folder: string): void {
  const mark = join(folder, FOLDER_MARK);
  if (!existsSync(mark)) return;
  const others = readdirSync(folder).filter((name) => name !== FOLDER_MARK);
  // Another file of ours is in it, whose turn comes.
  if (others.length > 0 && basename(folder) === "agent-console") return;
  if (others.some((name) => isOurScript(textOf(join(folder, name))))) return;
  unlinkSync(mark);
  if (others.length === 0) rmdirSync(folder);
  removeFolders(dirname(folder));
}

function textOf(file: string): string {
  return readEnd(file, MAX_SCRIPT_BYTES)?.text ?? ""; // a folder, or what is not ours to read
}
