// The whole release, from clean clones: `npm run release:check`. Builds every
// target twice in two folders and compares the bytes; reads each binary's header
// and stamp; starts each that this machine can start, by itself or with what
// RUN_<TARGET> says (RUN_LINUX_ARM64="qemu-aarch64-static -L /usr/aarch64-linux-gnu");
// installs the packed one with install.sh and takes it away again.
import { mkdtempSync, rmSync } from "node:fs";
import { $ } from "bun";
import { readExecutable } from "../../src/release/executable.ts";
import { TARGETS, type Target } from "../../src/release/targets.ts";
import { ROOT } from "../support/paths.ts";

const folder = mkdtempSync("/tmp/agent-console-release-");
const failures: string[] = [];
const report = (line: string) => console.log(line);
const fail = (line: string) => {
  failures.push(line);
  console.error(`FAILED: ${line}`);
};

try {
  const [first, second] = [`${folder}/a`, `${folder}/some/where/else`];
  await build(first, ["--release", "--base-url", ""]);
  await build(second, []);
  const commit = (await $`git rev-parse HEAD`.cwd(first).text()).trim();
  report("| target | binary MB | .tar.gz MB | header | same twice | started |");
  report("| --- | --- | --- | --- | --- | --- |");
  for (const target of TARGETS) report(await examine(target, first, second, commit));
  for (const shell of [["sh"], ["busybox", "sh"]]) await installWith(shell, first);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures.length === 0 ? "the release is good" : failures.join("\n"));
process.exit(failures.length === 0 ? 0 : 1);

/** Builds the current commit in a clone of its own. */
async function build(clone: string, flags: readonly string[]): Promise<void> {
  await $`git clone --quiet --no-hardlinks ${ROOT} ${clone}`;
  await $`bun install --frozen-lockfile`.cwd(clone).quiet();
  await $`bun run build --all ${flags}`.cwd(clone).quiet();
}

async function examine(target: Target, first: string, second: string, commit: string) {
  const { name, os, arch, libc } = target;
  const path = `${first}/dist/${name}/agent-console`;
  const bytes = Buffer.from(await Bun.file(path).bytes());
  const isSame = bytes.equals(await Bun.file(`${second}/dist/${name}/agent-console`).bytes());
  if (!isSame) fail(`${name}: two builds differ`);
  const found = readExecutable(bytes);
  const expected = { format: os === "linux" ? "elf" : "mach-o", arch, libc };
  if (!Bun.deepEquals({ format: found.format, arch: found.arch, libc: found.libc }, expected)) {
    fail(`${name}: its header says ${JSON.stringify(found)}`);
  }
  if (os === "darwin" && found.signature !== "valid") fail(`${name}: signature ${found.signature}`);
  if (!bytes.includes(` ${name} ${commit} `)) fail(`${name}: commit and target are not in it`);
  const header = [found.format, arch, libc ?? `macOS ${found.minimumOs}`, found.signature];
  const [archive] = [
    ...new Bun.Glob(`agent-console-*-${name}.tar.gz`).scanSync(`${first}/dist/release`),
  ];
  const packed = Bun.file(`${first}/dist/release/${archive}`).size;
  const started = await start(target, path);
  const cells = [name, mb(bytes.length), mb(packed), header.join(" "), isSame, started];
  return `| ${cells.join(" | ")} |`;
}

/** @returns how it was started, or why it was not. */
async function start({ name, os, arch }: Target, path: string): Promise<string> {
  const given = process.env[`RUN_${name.toUpperCase().replaceAll("-", "_")}`];
  const isNative = os === process.platform && arch === process.arch && !name.endsWith("musl");
  if (given === undefined && !isNative) return "no: another system";
  const runner = given?.split(" ").filter(Boolean) ?? [];
  const isEmulated = runner[0]?.startsWith("qemu") === true;
  const env = { ...process.env, SMOKE_EMULATED: isEmulated ? "1" : "" };
  const smoke = await $`sh ${ROOT}/tests/release/smoke.sh ${name} ${runner} ${path}`
    .env(env)
    .nothrow()
    .quiet();
  if (smoke.exitCode !== 0) fail(`${name}: ${smoke.stderr}`);
  return smoke.exitCode === 0 ? `yes${isEmulated ? ", emulated" : ""}` : "failed";
}

/** Installs this machine's archive as a user would, starts it, and takes it away. */
async function installWith(shell: readonly string[], clone: string): Promise<void> {
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => new Response(Bun.file(`${clone}/dist/release${new URL(url).pathname}`)),
  });
  const home = mkdtempSync(`${folder}/home-`);
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    AGENT_CONSOLE_BASE_URL: String(server.url).replace(/\/$/, ""),
    AGENT_CONSOLE_SOCKET: `${home}/hub.sock`,
  };
  const script = `${clone}/dist/release/install.sh`;
  const run = (args: readonly string[]) => $`${shell} ${script} ${args}`.env(env).nothrow().quiet();
  const installed = await run([]);
  if (installed.exitCode !== 0) fail(`${shell.join(" ")}: install: ${installed.stderr}`);
  const used = await $`${home}/.local/bin/agent-console set installed working`
    .env(env)
    .nothrow()
    .quiet();
  if (used.exitCode !== 0) fail(`${shell.join(" ")}: the installed program: ${used.stderr}`);
  const removed = await run(["--uninstall"]);
  if (removed.exitCode !== 0) fail(`${shell.join(" ")}: uninstall: ${removed.stderr}`);
  const left = await Bun.file(`${home}/.local/bin/agent-console`).exists();
  if (left) fail(`${shell.join(" ")}: uninstall left the program`);
  else report(`${shell.join(" ")}: installed, used and taken away again`);
  await server.stop(true);
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
