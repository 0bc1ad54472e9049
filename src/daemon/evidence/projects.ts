import type { Repository } from "../../host/repository.ts";

/** Folders remembered. */
const MAX_FOLDERS = 500;
/** One that was in no repository may be in one by then. */
const FRESH_MS = 60_000;

/** The project that a folder belongs to: the repository around it, with its worktrees, else itself. */
export type ProjectOf = (folder: string, nowMs: number) => string;

/** @param find looks at the disk, at once. */
export function createProjects(find: (folder: string) => Repository | undefined): ProjectOf {
  const known = new Map<string, { root: string | undefined; lookedMs: number }>();
  return (folder, nowMs) => {
    const last = known.get(folder);
    if (last?.root !== undefined) return last.root;
    if (last !== undefined && nowMs - last.lookedMs < FRESH_MS) return folder;
    const root = find(folder)?.root;
    if (known.size >= MAX_FOLDERS) known.clear();
    known.set(folder, { root, lookedMs: nowMs });
    return root ?? folder;
  };
}
