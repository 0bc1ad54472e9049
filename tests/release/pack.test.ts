import { describe, expect, test } from "bun:test";
import manifest from "../../package.json";
import { parseArguments } from "../../src/release/arguments.ts";
import { billOfMaterials, type LockFile } from "../../src/release/bill-of-materials.ts";
import { readExecutable } from "../../src/release/executable.ts";
import { releaseNotes } from "../../src/release/notes.ts";
import runtimes from "../../src/release/runtimes/package.json";
import { signAdHoc } from "../../src/release/sign.ts";
import { tar } from "../../src/release/tar.ts";
import { hostTarget, TARGETS } from "../../src/release/targets.ts";
import { buildInfo, formatStamp } from "../../src/version.ts";
import { PROGRAM, ROOT } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";

describe("runtimes", () => {
  test("each target's runtime is pinned at the version that builds", () => {
    const wanted = `bun@${new Set(Object.values(runtimes.dependencies)).values().next().value}`;
    expect(wanted).toBe(manifest.packageManager);
    expect(TARGETS.map(({ runtime }) => runtime).sort()).toEqual(
      Object.keys(runtimes.dependencies).sort(),
    );
  });

  test("the lock file has the integrity of each, and names no registry", async () => {
    const text = await Bun.file(`${ROOT}/src/release/runtimes/bun.lock`).text();
    const { packages } = Bun.JSONC.parse(text) as LockFile;
    for (const { runtime } of TARGETS) expect(packages[runtime]?.[3]).toStartWith("sha512-");
    expect(text).not.toContain("://");
  });
});

describe("the build's own account", () => {
  test("version --json names version, commit, build, runtime and target", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["version", "--json"]);
    const info = JSON.parse(stdout);
    expect(Object.keys(info)).toEqual(["version", "commit", "build", "runtime", "target"]);
    expect(info.version).toBe(manifest.version);
    expect(info.build).toStartWith(`${manifest.version}+`);
    expect(info.target).toBe(hostTarget(process.platform, process.arch, false));
  });

  test("--version is one line", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["--version"]);
    expect(stdout).toBe(`agent-console ${manifest.version}\n`);
  });

  test("the line is in the binary as it is, to be found where it cannot be started", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["version", "--json"]);
    const { version, target } = JSON.parse(stdout);
    const bytes = Buffer.from(await Bun.file(PROGRAM).bytes());
    expect(bytes.includes(`agent-console ${version} ${target} `)).toBe(true);
  });

  test("a build of changed sources is told from one of the commit", () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const stamp = { version: "1.2.3", target: "linux-x64", commit, day: "2026-01-02" };
    expect(buildInfo(stamp).build).toBe("1.2.3+0123456789ab");
    const changed = buildInfo({ ...stamp, commit: `${commit}-dirty` });
    expect(changed).toMatchObject({ build: "1.2.3+0123456789ab.dirty", commit });
    expect(buildInfo({ ...stamp, commit: null }).build).toBe("1.2.3+unknown");
    expect(formatStamp(stamp)).toBe(`agent-console 1.2.3 linux-x64 ${commit} 2026-01-02`);
  });
});

describe("executables", () => {
  test("the binary of this machine is told by its header", async () => {
    const { format, arch } = readExecutable(await Bun.file(PROGRAM).bytes());
    expect({ format, arch }).toEqual({
      format: process.platform === "darwin" ? "mach-o" : "elf",
      arch: process.arch as "x64" | "arm64",
    });
  });

  test("a changed byte breaks a signature, and signing anew mends it", () => {
    const program = machO();
    expect(readExecutable(program).signature).toBe("broken");
    const signed = signAdHoc(program, "agent-console");
    expect(readExecutable(signed)).toMatchObject({ arch: "x64", signature: "valid" });
    signed[5000] = 1;
    expect(readExecutable(signed).signature).toBe("broken");
  });

  test("what is no executable is refused", () => {
    expect(() => readExecutable(Buffer.from("#!/bin/sh\n"))).toThrow("neither ELF nor Mach-O");
  });
});

describe("archives", () => {
  const entries = [
    { path: "top/program", mode: 0o755, bytes: Buffer.alloc(1000, "x") },
    { path: "top/empty", mode: 0o644, bytes: Buffer.alloc(0) },
  ];

  test("tar reads them, with modes and times", async () => {
    using box = sandbox();
    await Bun.write(`${box.folder}/a.tar`, tar(entries, 1_700_000_000));
    const list = ["tar", "--utc", "--full-time", "-tvf", "a.tar"];
    const { stdout, stderr } = await box.exec(list);
    expect(stderr).toBe("");
    expect(stdout.replace(/ +/g, " ")).toBe(
      "-rwxr-xr-x root/root 1000 2023-11-14 22:13:20 top/program\n" +
        "-rw-r--r-- root/root 0 2023-11-14 22:13:20 top/empty\n",
    );
  });

  test("a path that the format has no room for is refused", () => {
    const long = { path: "x".repeat(101), mode: 0o644, bytes: Buffer.alloc(0) };
    expect(() => tar([long], 0)).toThrow("path too long");
  });
});

describe("release notes", () => {
  test("users are told of what they can notice, breaks first", () => {
    const notes = releaseNotes("1.0.0", [
      { subject: "feat: see the queue", body: "" },
      { subject: "chore: tidy", body: "" },
      { subject: "fix(cli): say which file", body: "" },
      { subject: "feat!: other names", body: "" },
      { subject: "not of the usual form", body: "" },
    ]);
    expect(notes).toBe(
      "# agent-console 1.0.0\n\n## Breaks\n\n- Other names\n\n## New\n\n- See the queue\n\n" +
        "## Fixed\n\n- Cli: say which file\n",
    );
  });
});

/** Names of the packages that the bundler put into the program. */
async function bundledPackages(): Promise<string[]> {
  const entrypoints = [`${ROOT}/src/main.ts`];
  const built = await Bun.build({ entrypoints, target: "bun", splitting: true, metafile: true });
  const files = Object.keys(built.metafile?.inputs ?? {});
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

describe("the bill of materials", () => {
  test("what is shipped is in it, with its hash and licence, and what tests need is not", async () => {
    const locks = [`${ROOT}/bun.lock`, `${ROOT}/src/release/runtimes/bun.lock`].map(
      async (file) => Bun.JSONC.parse(await Bun.file(file).text()) as LockFile,
    );
    const licenseOf = () => "MIT";
    const materials = { version: "1.0.0", day: "2026-01-02", locks: await Promise.all(locks) };
    const bill = JSON.parse(billOfMaterials({ ...materials, licenseOf }));
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual([
      ...(await bundledPackages()),
      ...Object.keys(runtimes.dependencies).sort(),
    ]);
    for (const { hashes } of bill.components) {
      expect(hashes).toEqual([
        { alg: "SHA-512", content: expect.stringMatching(/^[0-9a-f]{128}$/) },
      ]);
    }
  });
});

test("every action of the workflow is pinned to one version", async () => {
  const text = await Bun.file(`${ROOT}/.github/workflows/release.yml`).text();
  const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/@v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
});

describe("the build's command line", () => {
  test("one target of a release can be built alone", () => {
    const { targets, release } = parseArguments(["--targets", "darwin-arm64", "--release"]);
    expect({ names: targets.map(({ name }) => name), release }).toEqual({
      names: ["darwin-arm64"],
      release: true,
    });
  });

  test("what it does not know is refused by name", () => {
    expect(() => parseArguments(["--targets", "plan9"])).toThrow("unknown target plan9");
    expect(() => parseArguments(["--release"])).toThrow("use it with --all or --targets");
  });
});

/** The smallest Mach-O program that can be signed: two segments, and a signature that says nothing. */
function machO(): Uint8Array {
  const bytes = new Uint8Array(16_384);
  const view = new DataView(bytes.buffer);
  const words = [0xfeedfacf, 0x01000007, 3, 2, 3, 72 + 72 + 16, 0, 0];
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word, true);
  const segment = (at: number, name: string, offset: number, size: number) => {
    view.setUint32(at, 0x19, true);
    view.setUint32(at + 4, 72, true);
    bytes.set(Buffer.from(name), at + 8);
    view.setBigUint64(at + 40, BigInt(offset), true);
    view.setBigUint64(at + 48, BigInt(size), true);
  };
  segment(32, "__TEXT", 0, 8192);
  segment(104, "__LINKEDIT", 8192, 8192);
  view.setUint32(176, 0x1d, true);
  view.setUint32(180, 16, true);
  view.setUint32(184, 12_288, true);
  view.setUint32(188, 4096, true);
  return bytes;
}
