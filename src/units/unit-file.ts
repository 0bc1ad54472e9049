import * as fs from "node:fs";
import { dirname } from "node:path";

/** Writes a file where it is not so already. @returns what was done, for people. */
export function putFile(path: string, text: string): string {
  if (readFile(path) === text) return `kept ${path}`;
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  // Beside it first, so that no manager ever reads half of it.
  const draft = `${path}.${process.pid}`;
  fs.writeFileSync(draft, text, { mode: 0o644 });
  fs.renameSync(draft, path);
  return `wrote ${path}`;
}

/** Removes a file, if it is there. @returns what was done. */
export function removeFile(path: string): string[] {
  if (readFile(path) === null) return [];
  fs.unlinkSync(path);
  return [`removed ${path}`];
}

/** A file's text; null when there is none. */
export function readFile(path: string): string | null {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
