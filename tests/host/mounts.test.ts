import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createMounts } from "../../src/host/mounts.ts";
import { sandbox } from "../support/sandbox.ts";

function table(mounts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(mounts).map(([at, type], id) => {
    return `${id} 1 0:${id} / ${at} rw,relatime shared:${id} - ${type} source rw`;
  });
  return `${lines.join("\n")}\n`;
}

test("a path may not answer once it is on another machine's or a program's file system", () => {
  using box = sandbox();
  const { folder } = box;
  for (const name of ["net/disk", "network", "src/sshfs2", "a b"]) {
    fs.mkdirSync(`${folder}/${name}`, { recursive: true });
  }
  const { mayNotAnswer } = createMounts(
    () =>
      table({
        ...{ "/": "ext4", "/proc": "proc", [`${folder}/net`]: "nfs4" },
        ...{ [`${folder}/src/sshfs`]: "fuse.sshfs", [`${folder}/net/disk`]: "xfs" },
        [`${folder}/a\\040b`]: "cifs",
      }),
    "/home/anna",
    () => 0,
  );
  const silent = ["net", "net/", "net/repo/.git/HEAD", "src/sshfs/x", "a b/c", "net/disk/x"];
  const others = ["../../../../net/x", "network", "src", "src/sshfs2", "a", "missing/../net/x"];
  const isSilent = (path: string) => mayNotAnswer(`${folder}/${path}`);
  expect(silent.filter(isSilent)).toEqual(silent);
  expect(others.filter(isSilent)).toEqual([]);
  expect(["/", "/proc/self/stat", `/..${folder}/src`].filter(mayNotAnswer)).toEqual([]);
  expect(mayNotAnswer(`/..${folder}/src/../net/x`)).toBe(true);
});

test("the file system of the home is looked at, whatever it is", () => {
  using box = sandbox();
  const home = box.env.HOME ?? "";
  const mounts = table({ "/": "overlay", [box.folder]: "autofs", [home]: "nfs4", "/usr": "nfs4" });
  const { mayNotAnswer } = createMounts(
    () => mounts,
    home,
    () => 0,
  );
  expect(mayNotAnswer(`${home}/.claude/projects/a.jsonl`)).toBe(false);
  expect(mayNotAnswer("/usr/a.jsonl")).toBe(true);
});

test("links are followed to where they lead, and in no circle", () => {
  using box = sandbox();
  const { folder } = box;
  for (const [name, target] of [
    ["far", "/usr/repo"],
    ["near", "real/../far"],
    ["circle", "circle"],
    ["local", "real"],
  ] as const) {
    fs.symlinkSync(target, `${folder}/${name}`);
  }
  fs.mkdirSync(`${folder}/real`);
  const mounts = table({ "/": "ext4", "/usr": "9p" });
  const { mayNotAnswer } = createMounts(
    () => mounts,
    box.env.HOME ?? "",
    () => 0,
  );
  const paths = ["far/x", "near/x", "circle/x", "local/x", "missing/x"];
  const found = paths.filter((path) => mayNotAnswer(`${folder}/${path}`));
  expect(found).toEqual(["far/x", "near/x"]);
});

test("a mount that is made later is known a second later", () => {
  let mounts = table({ "/": "ext4" });
  let nowMs = 0;
  const { mayNotAnswer } = createMounts(
    () => mounts,
    "/home/anna",
    () => nowMs,
  );
  expect(mayNotAnswer("/mnt/x")).toBe(false);
  mounts = table({ "/": "ext4", "/mnt": "fuse" });
  nowMs = 1000;
  expect(mayNotAnswer("/mnt/x")).toBe(true);
});
