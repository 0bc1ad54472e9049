import * as fs from "node:fs";
import { ROOT } from "../support/paths.ts";

/** Builds this tree as another version, in `folder`. @returns the program's path. */
export async function buildVersion(folder: string, version: string): Promise<string> {
  const tree = `${folder}/build-${version}`;
  fs.mkdirSync(tree, { recursive: true });
  for (const name of ["src", "build.ts", "tsconfig.json"]) {
    fs.cpSync(`${ROOT}/${name}`, `${tree}/${name}`, { recursive: true });
  }
  fs.symlinkSync(fs.realpathSync(`${ROOT}/node_modules`), `${tree}/node_modules`);
  const manifest = JSON.parse(fs.readFileSync(`${ROOT}/package.json`, "utf8"));
  fs.writeFileSync(`${tree}/package.json`, JSON.stringify({ ...manifest, version }));
  const build = Bun.spawn([process.execPath, "run", "build.ts"], {
    cwd: tree,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exitCode = await build.exited;
  if (exitCode !== 0) throw new Error(`the build ended with status ${exitCode}`);
  return `${tree}/dist/agent-console`;
}
