import { calls, type Glance } from "./calls.ts";
import { lstat } from "./file.ts";

/** What is at a path, links not followed; null for nothing. @throws where a folder on the way can't be entered. */
export function glance(path: string): Glance | null {
  const seen = calls()?.glance(path);
  if (seen !== undefined) return seen;
  const stat = lstat(path);
  if (stat === null) return null;
  return { kind: kindOf(stat), mode: stat.mode, uid: stat.uid };
}

function kindOf(stat: NonNullable<ReturnType<typeof lstat>>): Glance["kind"] {
  if (stat.isSocket()) return "socket";
  if (stat.isDirectory()) return "folder";
  return stat.isFile() ? "file" : "other";
}
