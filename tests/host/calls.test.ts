import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { calls } from "../../src/host/calls.ts";
import { glance } from "../../src/host/glance.ts";
import { sandbox } from "../support/sandbox.ts";

const isHere = process.platform === "linux";

test.skipIf(!isHere)("what is at a path is what node:fs says of it, links not followed", () => {
  using box = sandbox();
  const at = (name: string) => `${box.folder}/${name}`;
  fs.writeFileSync(at("file"), "x", { mode: 0o640 });
  fs.mkdirSync(at("folder"), { mode: 0o700 });
  fs.symlinkSync("file", at("link"));
  Bun.spawnSync(["mkfifo", at("pipe")]);
  using _ = Bun.listen({ unix: at("söcket"), socket: { data() {} } });
  const kinds = { file: "file", folder: "folder", link: "other", pipe: "other", söcket: "socket" };
  for (const [name, kind] of Object.entries(kinds)) {
    const { mode, uid } = fs.lstatSync(at(name));
    expect(calls()?.glance(at(name))).toEqual({ kind, mode, uid } as never);
  }
  expect(calls()?.glance(at("missing"))).toBeNull();
  expect(calls()?.glance(at("file/below"))).toBeNull();
});

test.skipIf(!isHere)("what can't be looked at is asked of node:fs, which says why", () => {
  using box = sandbox();
  const circle = `${box.folder}/circle`;
  fs.symlinkSync("circle", circle);
  expect(calls()?.glance(`${circle}/below`)).toBeUndefined();
  expect(() => glance(`${circle}/below`)).toThrow("its symbolic links lead in a circle");
});

test.skipIf(!isHere)(
  "a short file is read, and neither a long one nor what a link leads to",
  () => {
    using box = sandbox();
    const at = (name: string) => `${box.folder}/${name}`;
    fs.writeFileSync(at("short"), "42 0.2.0 ü\n");
    fs.writeFileSync(at("long"), "x".repeat(4096));
    fs.symlinkSync(at("short"), at("link"));
    expect(calls()?.text(at("short"))).toBe("42 0.2.0 ü\n");
    expect(["long", "link", "missing", "."].map((name) => calls()?.text(at(name)))).toEqual(
      Array(4).fill(undefined),
    );
    expect(calls()?.link(at("link"))).toBe(at("short"));
    expect(calls()?.link(at("short"))).toBeUndefined();
  },
);

test.skipIf(!isHere)("a read gives what is there, and a write says what was taken", () => {
  using box = sandbox();
  const fd = fs.openSync(`${box.folder}/file`, "w+");
  const into = new Uint8Array(8);
  expect(calls()?.write(fd, new TextEncoder().encode("abc"))).toBe(3);
  expect(calls()?.read(fd, into)).toBe(0);
  const again = fs.openSync(`${box.folder}/file`, "r");
  expect(calls()?.read(again, into)).toBe(3);
  expect(into.subarray(0, 3)).toEqual(new TextEncoder().encode("abc"));
  for (const one of [fd, again]) fs.closeSync(one);
  expect([calls()?.read(-1, into), calls()?.write(-1, into)]).toEqual([-1, -1]);
});
