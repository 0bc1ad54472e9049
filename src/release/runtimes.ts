import { $ } from "bun";
import runtimes from "./runtimes/package.json";
import { TARGETS, type Target } from "./targets.ts";

const FOLDER = `${import.meta.dir}/runtimes`;

/**
 * Fetches the runtime of every target, at the version and with the integrity
 * that the lock file beside it pins. @throws when one does not match.
 */
export async function fetchRuntimes(): Promise<void> {
  for (const { runtime } of TARGETS) {
    const pinned = Object.entries(runtimes.dependencies).find(([name]) => name === runtime)?.[1];
    if (pinned !== Bun.version) {
      throw new Error(`${runtime} is pinned at ${pinned}, but Bun ${Bun.version} builds it`);
    }
  }
  // All systems' packages at once; the installer would leave out those not for this machine.
  const flags = ["--frozen-lockfile", "--os=*", "--cpu=*"];
  await $`${process.execPath} install ${flags}`.cwd(FOLDER).quiet();
}

/** Where a target's runtime lies once it is fetched. */
export function runtimePath({ runtime }: Target): string {
  return `${FOLDER}/node_modules/${runtime}/bin/bun`;
}
