// Preloaded by `bun test`. The suite drives the shipped binary, so it is built
// once, when it is missing or older than what it is made of.
import { readdirSync, statSync } from "node:fs";
import { PROGRAM, ROOT } from "./paths.ts";

// Under sudo the suite is root's own; what root does for a user is set by the tests themselves.
delete process.env.SUDO_UID;

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const sources = readdirSync(`${ROOT}/src`, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `src/${name}`);
const newestMs = Math.max(
  ...[...sources, "build.ts", "package.json", "bun.lock"].map((f) => modifiedMs(`${ROOT}/${f}`)),
);
if (modifiedMs(PROGRAM) < newestMs) {
  const { exitCode } = Bun.spawnSync([process.execPath, "run", "build.ts"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (exitCode !== 0) throw new Error(`the build ended with status ${exitCode}`);
}
