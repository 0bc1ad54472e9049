import { $ } from "bun";

/** Which state of the sources a build is made from. Nulls outside a git checkout. */
export interface Revision {
  /** Full hash, `-dirty` after it when files differ from it. */
  commit: string | null;
  /** The day it was committed, in UTC: `2026-11-22`. */
  day: string | null;
}

/** Reads the revision of the sources in a folder. It depends on them alone, never on the clock. */
export async function readRevision(folder: string): Promise<Revision> {
  const head = await $`git log -1 --format=%H,%cd --date=format-local:%Y-%m-%d`
    .cwd(folder)
    .env({ ...process.env, TZ: "UTC" })
    .nothrow()
    .quiet();
  const [commit = "", day = ""] = head.stdout.toString().trim().split(",");
  if (head.exitCode !== 0 || day === "") return { commit: null, day: null };
  const changes = await $`git status --porcelain`.cwd(folder).quiet().text();
  return { commit: changes === "" ? commit : `${commit}-dirty`, day };
}
