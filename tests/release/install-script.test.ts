import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { type Entry, tar } from "../../src/release/tar.ts";
import { TARGETS } from "../../src/release/targets.ts";
import { blocksOf } from "../docs/markdown.ts";
import { ROOT } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const has = (program: string) => Bun.which(program) !== null;
const SHELLS = [
  { name: "dash", command: ["dash"] },
  { name: "busybox sh", command: ["busybox", "sh"] },
  { name: "bash", command: ["bash"] },
].filter(({ command }) => has(command[0] ?? ""));
const isLinux = process.platform === "linux";
const canMount =
  process.getuid?.() === 0 &&
  Bun.spawnSync(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]).exitCode === 0;

// Stands in for the program: the script is what is tested, and it is small.
const PROGRAM = `#!/bin/sh
[ "$1" = --version ] && echo 'agent-console 9.9.9'
[ "$1" = --version ] || echo "ran: $*" >> "$HOME/calls"
`;

/** Release files by name, as the server gives them. */
const files = new Map<string, Uint8Array | string>();
let server: Bun.Server<undefined>;

function entry(path: string, text: string): Entry {
  return { path, mode: text.startsWith("#!") ? 0o755 : 0o644, bytes: Buffer.from(text) };
}

beforeAll(async () => {
  const script = await Bun.file(`${ROOT}/src/release/install.sh`).text();
  files.set("install.sh", script.replaceAll("@VERSION@", "9.9.9").replaceAll("@BASE_URL@", ""));
  let sums = "";
  for (const { name } of TARGETS) {
    const top = `agent-console-9.9.9-${name}`;
    const archive = tar(
      [
        entry(`${top}/agent-console`, `${PROGRAM}# ${name}\n`),
        entry(`${top}/agent-console.1`, "manual"),
        entry(`${top}/completions/agent-console.bash`, "for bash"),
        entry(`${top}/completions/_agent-console`, "for zsh"),
        entry(`${top}/completions/agent-console.fish`, "for fish"),
      ],
      0,
    );
    const packed = Bun.gzipSync(archive);
    files.set(`${top}.tar.gz`, packed);
    sums += `${Bun.SHA256.hash(packed, "hex")}  ${top}.tar.gz\n`;
  }
  files.set("SHA256SUMS", sums);
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const file = files.get(new URL(request.url).pathname.replace(/^\/good\/+/, ""));
      const broken = request.url.includes("/broken/") && request.url.endsWith(".gz");
      if (request.url.includes("/broken/SHA256SUMS")) return new Response(files.get("SHA256SUMS"));
      if (broken) return new Response("not what was promised");
      // What many servers say of whatever they do not have.
      if (request.url.includes("/website/")) return new Response("<!doctype html>\n<p>Welcome\n");
      return file === undefined ? new Response("", { status: 404 }) : new Response(file);
    },
  });
});
afterAll(() => server.stop(true));

async function install(
  box: Sandbox,
  shell: readonly string[],
  args: readonly string[] = [],
  options: { base?: string; env?: Record<string, string>; before?: string[] } = {},
) {
  await Bun.write(`${box.folder}/install.sh`, files.get("install.sh") ?? "");
  const env = {
    AGENT_CONSOLE_BASE_URL: `${server.url}${options.base ?? "good"}`,
    TMPDIR: box.folder,
    ...options.env,
  };
  const command = [...(options.before ?? []), ...shell, `${box.folder}/install.sh`, ...args];
  return box.exec(command, { env });
}

/** Files below the box's home, by their path there. */
function homeOf(box: Sandbox): string[] {
  const names = fs.readdirSync(`${box.folder}/home`, { recursive: true, encoding: "utf8" });
  return names.filter((name) => fs.statSync(`${box.folder}/home/${name}`).isFile()).sort();
}

describe.each(SHELLS)("$name", ({ command }) => {
  test("installs, says what it did, and can be run again", async () => {
    using box = sandbox();
    const first = await install(box, command);
    expect(first.stderr).toBe("");
    expect(first.exitCode).toBe(0);
    expect(homeOf(box)).toContain(".local/bin/agent-console");
    expect(homeOf(box)).toContain(".local/share/man/man1/agent-console.1");
    for (const file of homeOf(box))
      expect(first.stdout).toContain(`installed ${box.env.HOME}/${file}`);
    expect(first.stdout).toContain(`\n  ${box.env.HOME}/.local/bin/agent-console watch `);
    const second = await install(box, command);
    expect(second.stdout).toContain("(was agent-console 9.9.9, now agent-console 9.9.9");
  });

  test("what it fetched and does not match its checksum is not installed", async () => {
    using box = sandbox();
    const { exitCode, stderr } = await install(box, command, [], { base: "broken" });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /has checksum [0-9a-f]{64}, expected [0-9a-f]{64} - nothing was installed/,
    );
    expect(homeOf(box)).toEqual([]);
  });

  test("uninstall takes hooks and service out first, then every file it had put", async () => {
    using box = sandbox();
    await install(box, command);
    const { exitCode, stdout } = await install(box, command, ["--uninstall"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`removed ${box.env.HOME}/.local/bin/agent-console`);
    expect(homeOf(box)).toEqual(["calls"]);
    const calls = await Bun.file(`${box.env.HOME}/calls`).text();
    expect(calls).toBe("ran: uninstall\nran: service uninstall\nran: stop --force\n");
    const again = await install(box, command, ["--uninstall"]);
    expect(again.stdout).toContain("nothing of agent-console is installed");
  });

  test("a folder that it may not write to is named, and another proposed", async () => {
    using box = sandbox();
    const { exitCode, stderr } = await install(box, command, ["--dir", "/proc/none"]);
    expect({ exitCode, last: stderr.trimEnd().split("\n").at(-1) }).toEqual({
      exitCode: 1,
      last: "install.sh: cannot make /proc/none - choose another with --dir",
    });
  });

  test("nothing is left of its temporary files, however it ends", async () => {
    using box = sandbox();
    await install(box, command);
    await install(box, command, [], { base: "broken" });
    await install(box, command, [], { base: "missing" });
    expect(fs.readdirSync(box.folder).sort()).toEqual(["home", "install.sh"]);
  });
});

const ADDRESSES = [
  { is: "missing", base: "", says: /no address to fetch from/ },
  { is: "no address", base: "…", says: /expected an address like https:/ },
  {
    is: "of a folder that is not there",
    base: "SERVER/none",
    says: /could not fetch .*SHA256SUMS/,
  },
  { is: "of a website", base: "SERVER/website", says: /is .*website the address of the release/ },
  { is: "of no server", base: "http://127.0.0.1:1", says: /could not fetch/ },
];
test.each(ADDRESSES)("an address that is $is is said, and nothing is installed", async (wrong) => {
  using box = sandbox();
  const base = wrong.base.replace("SERVER/", String(server.url));
  const { exitCode, stderr } = await install(box, ["sh"], [], {
    env: { AGENT_CONSOLE_BASE_URL: base },
  });
  expect(stderr).toMatch(wrong.says);
  expect(exitCode).toBe(1);
  expect(homeOf(box)).toEqual([]);
});

describe("the README's line", async () => {
  const readme = { path: "README.md", text: await Bun.file(`${ROOT}/README.md`).text() };
  const line = blocksOf(readme).find(({ text }) => text.includes("curl"))?.text ?? "";
  const run = (box: Sandbox, shell: string, env: Record<string, string>) =>
    box.exec([shell, "-c", line], { env: { TMPDIR: box.folder, ...env } });
  const shells = ["bash", "dash", "zsh"].filter(has);

  test.each(shells)("installs, in %s", async (shell) => {
    using box = sandbox();
    const base = `${server.url}good`;
    const env = { RELEASE: base, AGENT_CONSOLE_BASE_URL: base };
    const { exitCode, stderr } = await run(box, shell, env);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(homeOf(box)).toContain(".local/bin/agent-console");
  });

  test.each(shells)("fails loudly with a wrong address, and with none, in %s", async (shell) => {
    using box = sandbox();
    const wrong = ["", undefined, "…", `${server.url}none`, `${server.url}website`];
    for (const RELEASE of wrong) {
      const { exitCode, stderr } = await run(box, shell, RELEASE === undefined ? {} : { RELEASE });
      expect({ RELEASE, exitCode }).not.toEqual({ RELEASE, exitCode: 0 });
      expect(stderr).not.toBe("");
    }
    expect(homeOf(box)).toEqual([]);
  });
});

test.if(has("busybox"))("busybox alone is enough to install with", async () => {
  using box = sandbox();
  const tools = `${box.folder}/tools`;
  fs.mkdirSync(tools);
  await box.exec(["busybox", "--install", "-s", tools]);
  const { exitCode, stderr } = await install(box, [`${tools}/sh`], [], { env: { PATH: tools } });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
});

test.if(isLinux && canMount)("a processor without avx2 gets the baseline build", async () => {
  using box = sandbox();
  await Bun.write(`${box.folder}/cpuinfo`, "flags : fpu sse4_2\n");
  const bind = `mount --bind ${box.folder}/cpuinfo /proc/cpuinfo && exec "$@"`;
  const before = ["unshare", "-m", "sh", "-c", bind, "sh"];
  const { stdout } = await install(box, ["dash"], [], { before });
  expect(stdout).toMatch(process.arch === "x64" ? /now .*, linux-x64-baseline\)/ : /linux-arm64/);
});

// uname and ldd as other systems have them.
const MACHINES = [
  { is: "Alpine", uname: "Linux x86_64", ldd: "musl libc (x86_64)", target: "linux-x64-musl" },
  { is: "Alpine on Arm", uname: "Linux aarch64", ldd: "musl libc", target: "linux-arm64-musl" },
  { is: "Debian on Arm", uname: "Linux aarch64", ldd: "GNU libc", target: "linux-arm64" },
  { is: "a Mac", uname: "Darwin arm64", ldd: "", target: "darwin-arm64" },
  { is: "an Intel Mac", uname: "Darwin x86_64", ldd: "", target: "darwin-x64" },
  { is: "Rosetta", uname: "Darwin x86_64", ldd: "", sysctl: "1", target: "darwin-arm64" },
];
test.each(MACHINES)("$is gets $target", async ({ uname, ldd, sysctl = "0", target }) => {
  using box = sandbox();
  const [system, machine] = uname.split(" ");
  const fake = {
    uname: `[ "$1" = -m ] && echo ${machine} || echo ${system}`,
    ldd: `echo '${ldd}'`,
    sysctl: `echo ${sysctl}`,
  };
  for (const [name, body] of Object.entries(fake)) {
    await Bun.write(`${box.folder}/fake/${name}`, `#!/bin/sh\n${body}\n`);
    fs.chmodSync(`${box.folder}/fake/${name}`, 0o755);
  }
  const env = { PATH: `${box.folder}/fake:${box.env.PATH}` };
  const { stdout } = await install(box, ["sh"], [], { env });
  expect(stdout).toContain(`now agent-console 9.9.9, ${target})`);
});

test.each(["FreeBSD amd64", "Linux riscv64"])(
  "%s is told that there is no build",
  async (uname) => {
    using box = sandbox();
    const [system, machine] = uname.split(" ");
    const body = `#!/bin/sh\n[ "$1" = -m ] && echo ${machine} || echo ${system}\n`;
    await Bun.write(`${box.folder}/fake/uname`, body);
    fs.chmodSync(`${box.folder}/fake/uname`, 0o755);
    const env = { PATH: `${box.folder}/fake:${box.env.PATH}` };
    const { exitCode, stderr } = await install(box, ["sh"], [], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("there is no build for");
  },
);
