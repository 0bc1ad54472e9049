import * as fs from "node:fs";
import { homedir } from "node:os";
import type { LiveAgent, NpmSource } from "./agent.ts";
import pinned from "./agents/package.json" with { type: "json" };

const LOCK = `${import.meta.dir}/agents/bun.lock`;
/** Outside of the repository: half a gigabyte that outlives a checkout. */
const CACHE = `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/agent-console-live`;

/** An agent's program on this machine. */
export interface Installed {
  /** Folder of its programs. */
  bin: string;
  version: string;
}

/** The version that the suite was written against. */
export function pinnedVersion({ source }: LiveAgent): string {
  if ("pypi" in source) return source.version;
  const versions: Record<string, string> = pinned.dependencies;
  const version = versions[source.npm];
  if (version === undefined) throw new Error(`${source.npm} is not in agents/package.json`);
  return version;
}

/** Installs an agent into a folder of its own, once a version. @param isNewest what is served today instead of the pinned version. */
export async function installAgent(agent: LiveAgent, isNewest: boolean): Promise<Installed> {
  const version = isNewest ? await newestVersion(agent) : pinnedVersion(agent);
  const folder = `${CACHE}/${agent.name}-${version}`;
  const isPypi = "pypi" in agent.source;
  const bin = isPypi ? `${folder}/venv/bin` : `${folder}/node_modules/.bin`;
  if (!fs.existsSync(`${bin}/${agent.program}`)) {
    fs.mkdirSync(folder, { recursive: true });
    if ("npm" in agent.source) await installNpm(agent.source, version, folder, isNewest);
    else await installPypi(agent.source.pypi, version, folder);
  }
  return { bin, version };
}

async function installNpm(
  { npm, besides = [] }: NpmSource,
  version: string,
  folder: string,
  isNewest: boolean,
): Promise<void> {
  const versions: Record<string, string> = pinned.dependencies;
  const others = besides.map((name) => [name, versions[name] ?? "latest"]);
  const dependencies = { ...Object.fromEntries(others), [npm]: version };
  const wanted = { private: true, dependencies, overrides: pinned.overrides };
  fs.writeFileSync(`${folder}/package.json`, JSON.stringify(wanted));
  // The lock has every agent; what it says of this one's dependencies is kept.
  if (!isNewest) fs.copyFileSync(LOCK, `${folder}/bun.lock`);
  await run([process.execPath, "install", "--no-progress"], folder);
}

async function installPypi(name: string, version: string, folder: string): Promise<void> {
  await run(["python3", "-m", "venv", `${folder}/venv`], folder);
  const pip = `${folder}/venv/bin/pip`;
  await run(
    [pip, "install", "--quiet", "--disable-pip-version-check", `${name}==${version}`],
    folder,
  );
}

async function newestVersion({ source }: LiveAgent): Promise<string> {
  if ("npm" in source) {
    return (await run(["npm", "view", source.npm, "dist-tags.latest"], "/")).trim();
  }
  const listed = await run(["python3", "-m", "pip", "index", "versions", source.pypi], "/");
  const version = /\(([^)]+)\)/.exec(listed)?.[1];
  if (version === undefined) throw new Error(`no version of ${source.pypi} in: ${listed}`);
  return version;
}

async function run(command: string[], cwd: string): Promise<string> {
  const child = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const [out, err, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (status !== 0) throw new Error(`${command.join(" ")}: ${err.slice(-2000)}`);
  return out;
}
