import { chmodSync } from "node:fs";
import { resolve } from "node:path";
import { APP_VERSION, formatStamp, type Stamp } from "../version.ts";
import type { Wanted } from "./arguments.ts";
import { readExecutable } from "./executable.ts";
import { readRevision } from "./revision.ts";
import { fetchRuntimes, runtimePath } from "./runtimes.ts";
import { signAdHoc } from "./sign.ts";
import { hostTarget, type Target } from "./targets.ts";

/** What a build is put into and where it goes; all else is the same for every one. */
export interface Destination {
  outfile: string;
  /** See {@link formatStamp}. */
  stamp: string;
  /** The machine it is for, when not simply this one: as the bundler spells it, and its runtime. */
  foreign?: { target: Bun.Build.CompileTarget; executablePath: string };
}

/** A binary for one machine. */
export interface Built {
  target: Target;
  path: string;
  stamp: Stamp;
}

/**
 * Builds the binary of this machine as `<out>/agent-console`, or that of each
 * wanted target as `<out>/<target>/agent-console`: the file's own name becomes
 * part of it (Bun 1.4.5), so it is the same everywhere. Same sources, same bytes.
 */
export async function buildTargets(
  { targets, out }: Wanted,
  sources: string,
  options: (destination: Destination) => Bun.BuildConfig,
): Promise<Built[]> {
  const revision = await readRevision(sources);
  const stampFor = (target: string): Stamp => ({ version: APP_VERSION, target, ...revision });
  if (targets.length === 0) {
    const outfile = resolve(out, "agent-console");
    await build(options({ outfile, stamp: formatStamp(stampFor(await thisMachine())) }));
    return [];
  }
  await fetchRuntimes();
  const built: Built[] = [];
  for (const target of targets) {
    const path = resolve(out, target.name, "agent-console");
    const stamp = stampFor(target.name);
    const foreign = { target: target.compile, executablePath: runtimePath(target) };
    await build(options({ outfile: path, stamp: formatStamp(stamp), foreign }));
    await mendSignature(path);
    built.push({ target, path, stamp });
  }
  return built;
}

async function mendSignature(path: string): Promise<void> {
  const bytes = await Bun.file(path).bytes();
  if (readExecutable(bytes).signature !== "broken") return;
  await Bun.write(path, signAdHoc(bytes, "agent-console"));
  chmodSync(path, 0o755);
}

async function build(config: Bun.BuildConfig): Promise<void> {
  const { success, logs, outputs } = await Bun.build(config);
  for (const log of logs) console.error(log);
  if (!success) process.exit(1);
  for (const { path, kind } of outputs) if (kind === "entry-point") console.log(`built ${path}`);
}

async function thisMachine(): Promise<string> {
  const { platform, arch, execPath } = process;
  const isMusl =
    platform === "linux" && readExecutable(await Bun.file(execPath).bytes()).libc === "musl";
  return hostTarget(platform, arch, isMusl) ?? `${platform}-${arch}`;
}
