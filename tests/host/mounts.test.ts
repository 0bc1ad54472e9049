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
  const { mayNotAnswer } = createMounts(
    () =>
      table({
        ...{ "/": "ext4", "/proc": "proc", "/net": "nfs4", "/src/sshfs": "fuse.sshfs" },
        ...{ "/a\\040b": "cifs", "/net/disk": "xfs" },
      }),
    "/home/anna",
    () => 0,
  );
  const silent = ["/net", "/net/", "/net/repo/.git/HEAD", "/src/sshfs/x", "/a b/c", "/net/disk/x"];
  expect(silent.filter(mayNotAnswer)).toEqual(silent);
  const local = ["/", "/network", "/src", "/src/sshfs2", "/net/..", "/a", "/proc/self/stat"];
  expect(local.filter(mayNotAnswer)).toEqual(["/net/.."]);
});

test("the file system of the home is looked at, whatever it is", () => {
  const mounts = table({ "/": "overlay", "/home": "autofs", "/home/anna": "nfs4", "/net": "nfs4" });
  const { mayNotAnswer } = createMounts(
    () => mounts,
    "/home/anna",
    () => 0,
  );
  expect(mayNotAnswer("/home/anna/.claude/projects/a.jsonl")).toBe(false);
  expect(mayNotAnswer("/net/a.jsonl")).toBe(true);
});

test("links are followed to where they lead, and in no circle", () => {
  using box = sandbox();
  const { folder } = box;
  for (const [name, target] of [
    ["far", "/net/repo"],
    ["near", "real/../far"],
    ["circle", "circle"],
    ["local", "real"],
  ] as const) {
    fs.symlinkSync(target, `${folder}/${name}`);
  }
  fs.mkdirSync(`${folder}/real`);
  const mounts = table({ "/": "ext4", "/net": "9p" });
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
