import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { $ } from "bun";
import { bashCompletions } from "../cli/shell/bash.ts";
import { fishCompletions } from "../cli/shell/fish.ts";
import { manPage } from "../cli/shell/man-page.ts";
import { describeCommands } from "../cli/shell/spec.ts";
import { zshCompletions } from "../cli/shell/zsh.ts";
import { COMMAND_TREE } from "../cli/tree.ts";
import { APP_VERSION, type Stamp } from "../version.ts";
import type { Wanted } from "./arguments.ts";
import { billOfMaterials, type LockFile } from "./bill-of-materials.ts";
import type { Built } from "./build-targets.ts";
import { type Commit, releaseNotes } from "./notes.ts";
import { type Entry, tar } from "./tar.ts";

const NAME = "agent-console";

/**
 * Packs built binaries into `<out>/release`: an archive each, install.sh for
 * them, what is inside, what is new, and the checksums of it all. All but the
 * `.tar.xz` are the same bytes wherever they are made; those depend on the xz
 * that made them.
 */
export async function packRelease(
  { out, xz, baseUrl }: Wanted,
  sources: string,
  built: readonly Built[],
): Promise<void> {
  const folder = resolve(out, "release");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stamp = built[0]?.stamp ?? { version: APP_VERSION, target: "", commit: null, day: null };
  const common = await commonEntries(sources, stamp);
  for (const { target, path } of built) {
    const program = { path: NAME, mode: 0o755, bytes: await Bun.file(path).bytes() };
    const name = `${NAME}-${APP_VERSION}-${target.name}`;
    await pack(`${folder}/${name}`, archive(name, [program, ...common], stamp), xz);
  }
  await Bun.write(`${folder}/install.sh`, await installer(baseUrl));
  await Bun.write(`${folder}/${NAME}-${APP_VERSION}.cdx.json`, await bill(sources, stamp));
  await writeChecksums(folder);
  const notes = releaseNotes(APP_VERSION, await commits(sources));
  await Bun.write(resolve(out, "RELEASE_NOTES.md"), notes);
}

/** One archive: all in a folder of its name, dated like the sources. */
function archive(name: string, entries: readonly Entry[], { day }: Stamp) {
  const seconds = Date.parse(`${day ?? "1970-01-01"}T00:00:00Z`) / 1000;
  const placed = entries.map((entry) => ({ ...entry, path: `${name}/${entry.path}` }));
  return tar(placed, seconds);
}

async function pack(path: string, bytes: Uint8Array<ArrayBuffer>, xz: boolean): Promise<void> {
  const gz = Bun.gzipSync(bytes, { library: "libdeflate", level: 9 });
  await Bun.write(`${path}.tar.gz`, gz);
  if (!xz) return;
  await Bun.write(`${path}.tar`, bytes);
  // One thread: how many there are would show in the bytes.
  await $`xz -9 -T1 ${path}.tar`;
}

/** What goes with every binary: licence, manual, completions. */
async function commonEntries(sources: string, stamp: Stamp): Promise<Entry[]> {
  const commands = await describeCommands(COMMAND_TREE);
  const texts: Record<string, string> = {
    LICENSE: await Bun.file(`${sources}/LICENSE`).text(),
    "README.md": await Bun.file(`${sources}/README.md`).text(),
    [`${NAME}.1`]: manPage(commands, stamp),
    [`completions/${NAME}.bash`]: bashCompletions(commands),
    [`completions/_${NAME}`]: zshCompletions(commands),
    [`completions/${NAME}.fish`]: fishCompletions(commands),
  };
  return Object.entries(texts).map(([path, text]) => {
    return { path, mode: 0o644, bytes: Buffer.from(text) };
  });
}

async function installer(baseUrl: string | undefined): Promise<string> {
  const script = await Bun.file(`${import.meta.dir}/install.sh`).text();
  return script.replaceAll("@VERSION@", APP_VERSION).replaceAll("@BASE_URL@", baseUrl ?? "");
}

async function bill(sources: string, { day }: Stamp): Promise<string> {
  const files = [`${sources}/bun.lock`, `${import.meta.dir}/runtimes/bun.lock`];
  const locks = await Promise.all(
    // Bun's own format, and Bun wrote it.
    files.map(async (file) => Bun.JSONC.parse(await Bun.file(file).text()) as LockFile),
  );
  const licenses = new Map<string, string>();
  for (const name of locks.flatMap((lock) => Object.keys(lock.packages))) {
    for (const root of [sources, `${import.meta.dir}/runtimes`]) {
      const facts = Bun.file(`${root}/node_modules/${name}/package.json`);
      if (await facts.exists()) licenses.set(name, String((await facts.json()).license));
    }
  }
  const licenseOf = (name: string) => licenses.get(name);
  return billOfMaterials({ version: APP_VERSION, day, locks, licenseOf });
}

/** Commits since the tag before this one, the newest first. */
async function commits(sources: string): Promise<Commit[]> {
  const before = await $`git describe --tags --abbrev=0 HEAD^`.cwd(sources).nothrow().quiet();
  const range = before.exitCode === 0 ? `${before.stdout.toString().trim()}..HEAD` : "HEAD";
  const log = await $`git log --no-merges --format=%s%x1f%b%x1e ${range}`
    .cwd(sources)
    .nothrow()
    .quiet();
  const records = log.stdout.toString().split("\u001e\n").filter(Boolean);
  return records.map((record) => {
    const [subject = "", body = ""] = record.split("\u001f");
    return { subject, body };
  });
}

async function writeChecksums(folder: string): Promise<void> {
  const names = [...new Bun.Glob("*").scanSync(folder)].sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const hash = Bun.SHA256.hash(await Bun.file(`${folder}/${name}`).bytes(), "hex");
      return `${hash}  ${name}\n`;
    }),
  );
  await Bun.write(`${folder}/SHA256SUMS`, lines.join(""));
  for (const name of [...names, "SHA256SUMS"]) console.log(`packed ${folder}/${name}`);
}
